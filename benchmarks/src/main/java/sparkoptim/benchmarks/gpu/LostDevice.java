// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.cudart.cudaDeviceSynchronize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTX;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetPTXSize;

import java.util.List;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.core.device.Device;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.cuda.CudaProvider;

/** What becomes of a group whose device fails: errors in words, and a JVM that lives on. */
final class LostDevice {
  private static final String FAILS = "extern \"C\" __global__ void fail() { asm(\"trap;\"); }";

  private LostDevice() {}

  /** Makes the device unusable for this process: nothing can come after it. */
  static List<Figure> of(CudaProvider cuda) {
    Device device = cuda.device("0");
    KernelCase each = KernelSuite.small().get(0);
    ShardGroup group = each.open(device);
    ShardRequest request = new ShardRequest();
    request.kind = ShardRequest.Kind.EVALUATE;
    request.to = ShardRequest.ALL_ROWS;
    request.point = new double[each.problem().dimension()];
    double[] result = new double[request.point.length + 1];
    group.answer(request, 0, group.size(), result);
    trap();
    String answer = error(() -> group.answer(request, 0, group.size(), result));
    String close = error(group::close);
    String again = error(() -> cuda.device("0"));
    boolean clear = answer.contains("CUDA") && close.isEmpty() && again.contains("was lost");
    return List.of(
        Figure.ratio(
                "a device that fails in a round: an error in words, and no crash", clear ? 1 : 0)
            .must(1)
            .spread(0)
            .details("in the round: %s; then: %s".formatted(answer, again)));
  }

  private static String error(Runnable work) {
    try {
      work.run();
      return "";
    } catch (DeviceException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void trap() {
    _nvrtcProgram program = new _nvrtcProgram();
    CUmod_st module = new CUmod_st();
    CUfunc_st function = new CUfunc_st();
    try (BytePointer text = new BytePointer(FAILS);
        BytePointer name = new BytePointer("fail.cu");
        SizeTPointer size = new SizeTPointer(1)) {
      PointerPointer<?> none = null;
      nvrtcCreateProgram(program, text, name, 0, none, none);
      nvrtcCompileProgram(program, 0, none);
      nvrtcGetPTXSize(program, size);
      try (BytePointer code = new BytePointer(size.get())) {
        nvrtcGetPTX(program, code);
        cuModuleLoadData(module, code);
      }
      nvrtcDestroyProgram(program);
      cuModuleGetFunction(function, module, "fail");
      cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, null, none, none);
      cudaDeviceSynchronize();
    }
  }
}
