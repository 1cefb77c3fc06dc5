// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cublas.cublasDgemm_v2;
import static org.bytedeco.cuda.global.cublas.cublasSgemm_v2;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import sparkoptim.core.network.Precision;

/** Products of matrices by cuBLAS, which has columns first: {@code c = op(a) op(b) + beta c}. */
final class Matrices {
  private final CudaCall call;
  private final boolean single;
  private final FloatPointer oneFloat = new FloatPointer(1f);
  private final FloatPointer betaFloat = new FloatPointer(0f);
  private final DoublePointer oneDouble = new DoublePointer(1.0);
  private final DoublePointer betaDouble = new DoublePointer(0.0);
  private final Address.OfFloats[] floats = {
    new Address.OfFloats(), new Address.OfFloats(), new Address.OfFloats()
  };
  private final Address.OfDoubles[] doubles = {
    new Address.OfDoubles(), new Address.OfDoubles(), new Address.OfDoubles()
  };

  Matrices(CudaCall call, Precision precision) {
    this.call = call;
    single = precision == Precision.SINGLE;
  }

  /**
   * Computes one product.
   *
   * @param opA whether a is transposed, as cuBLAS says it
   * @param m rows of c, {@code n} its columns, {@code k} columns of op(a)
   * @param lda numbers from one column of a to the next
   */
  void multiply(
      StreamContext stream,
      int opA,
      int opB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      double beta,
      long c,
      int ldc) {
    int status;
    if (single) {
      betaFloat.put((float) beta);
      status =
          cublasSgemm_v2(
              stream.blas(),
              opA,
              opB,
              m,
              n,
              k,
              oneFloat,
              floats[0].at(a),
              lda,
              floats[1].at(b),
              ldb,
              betaFloat,
              floats[2].at(c),
              ldc);
    } else {
      betaDouble.put(beta);
      status =
          cublasDgemm_v2(
              stream.blas(),
              opA,
              opB,
              m,
              n,
              k,
              oneDouble,
              doubles[0].at(a),
              lda,
              doubles[1].at(b),
              ldb,
              betaDouble,
              doubles[2].at(c),
              ldc);
    }
    call.blas(status, "cuBLAS's product of matrices");
  }
}
