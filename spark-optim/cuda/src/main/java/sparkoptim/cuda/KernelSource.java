// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import sparkoptim.core.device.DeviceException;

/**
 * Source of kernels with the values of its macros.
 *
 * @param files of this module's resources, put together in this order
 * @param macros such as REAL=float
 */
record KernelSource(List<String> files, List<String> macros) {
  KernelSource {
    files = List.copyOf(files);
    macros = List.copyOf(macros);
  }

  /** Returns the whole text. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      text.append("#line 1 \"").append(file).append("\"\n").append(resource(file));
    }
    return text.toString();
  }

  private static String resource(String file) {
    try (InputStream in = KernelSource.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the module's jar lacks " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the machine code for an architecture; needs NVRTC, but no device.
   *
   * @param architecture such as sm_90
   * @throws DeviceException with NVRTC's log if it does not compile
   */
  byte[] compile(String architecture) {
    List<BytePointer> options = new ArrayList<>();
    options.add(new BytePointer("--gpu-architecture=" + architecture));
    options.add(new BytePointer("--std=c++17"));
    for (String macro : macros) {
      options.add(new BytePointer("-D" + macro));
    }
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer text = new BytePointer(text());
        BytePointer name = new BytePointer(files.get(files.size() - 1));
        PointerPointer<Pointer> given = new PointerPointer<>(options.toArray(Pointer[]::new));
        SizeTPointer size = new SizeTPointer(1)) {
      check(
          nvrtcCreateProgram(
              program, text, name, 0, (PointerPointer<?>) null, (PointerPointer<?>) null),
          "nvrtcCreateProgram");
      int error = nvrtcCompileProgram(program, options.size(), given);
      if (error != 0) {
        check(nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize");
        byte[] log = new byte[(int) size.get()];
        check(nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog");
        throw new DeviceException(
            "%s does not compile for %s with %s: %s"
                .formatted(files, architecture, macros, new String(log, StandardCharsets.UTF_8)));
      }
      check(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
      byte[] code = new byte[(int) size.get()];
      check(nvrtcGetCUBIN(program, code), "nvrtcGetCUBIN");
      return code;
    } finally {
      nvrtcDestroyProgram(program);
      options.forEach(BytePointer::close);
    }
  }

  private static void check(int error, String what) {
    if (error != 0) {
      throw new DeviceException(
          "%s failed: %s".formatted(what, nvrtcGetErrorString(error).getString()));
    }
  }
}
