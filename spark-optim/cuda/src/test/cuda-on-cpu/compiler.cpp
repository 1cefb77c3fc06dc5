// NVRTC: sources of kernels become libraries, by this machine's C++ compiler. Their "machine code" is the name of the
// library's file behind ELF's four first bytes. Who loads it removes the file.
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include <dlfcn.h>
#include <unistd.h>

struct Program {
  std::string source;
  std::string log;
  std::string code;
};

namespace {
constexpr int COMPILATION_FAILED = 6;

std::string read(const std::string &path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Where this library lies, and kernel.h beside it.
std::string own_folder() {
  Dl_info info;
  dladdr(reinterpret_cast<void *>(own_folder), &info);
  std::string path = info.dli_fname;
  return path.substr(0, path.rfind('/'));
}
} // namespace

extern "C" {
int nvrtcVersion(int *major, int *minor) {
  *major = 13;
  *minor = 1;
  return 0;
}
const char *nvrtcGetErrorString(int error) {
  return error == COMPILATION_FAILED ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_UNKNOWN";
}
int nvrtcCreateProgram(Program **program, const char *source, const char *, int, const char *const *, const char *const *) {
  *program = new Program{source, "", ""};
  return 0;
}
int nvrtcDestroyProgram(Program **program) {
  delete *program;
  *program = nullptr;
  return 0;
}

int nvrtcCompileProgram(Program *program, int count, const char *const *options) {
  const char *temporary = getenv("TMPDIR");
  std::string folder = std::string(temporary ? temporary : "/tmp") + "/cuda-on-cpu.XXXXXX";
  if (!mkdtemp(folder.data())) {
    return COMPILATION_FAILED;
  }
  const std::string file = folder + "/kernels";
  static const std::regex dynamic(R"(extern\s+__shared__\s+(\w+)\s+(\w+)\[\];)");
  static const std::regex kernel(R"(__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s+)?(\w+)\s*\()");
  std::string source = std::regex_replace(program->source, dynamic, "$1 *$2 = ($1 *)cpu_threads->dynamic_shared;");
  std::string launches = "CpuThreads *cpu_threads;\n";
  for (std::sregex_iterator found(source.begin(), source.end(), kernel), end; found != end; ++found) {
    launches += "CPU_KERNEL(" + found->str(1) + ")\n";
  }
  std::ofstream(file + ".cpp") << source << "\n" << launches;
  std::string command = "c++ -std=c++17 -O1 -fPIC -shared -w -include '" + own_folder() + "/kernel.h'";
  for (int i = 0; i < count; i++) {
    if (std::string(options[i]).rfind("-D", 0) == 0) {
      command += std::string(" '") + options[i] + "'";
    }
  }
  command += " -o '" + file + ".so' '" + file + ".cpp' 2> '" + file + ".log'";
  const int status = system(command.c_str());
  program->log = read(file + ".log");
  unlink((file + ".cpp").c_str());
  unlink((file + ".log").c_str());
  program->code = "\x7f" "ELF" + file + ".so" + '\0';
  return status == 0 ? 0 : COMPILATION_FAILED;
}

int nvrtcGetProgramLogSize(Program *program, size_t *size) {
  *size = program->log.size() + 1;
  return 0;
}
int nvrtcGetProgramLog(Program *program, char *log) {
  program->log.copy(log, program->log.size());
  log[program->log.size()] = 0;
  return 0;
}
int nvrtcGetCUBINSize(Program *program, size_t *size) {
  *size = program->code.size();
  return 0;
}
int nvrtcGetCUBIN(Program *program, char *code) {
  program->code.copy(code, program->code.size());
  return 0;
}
int nvrtcGetPTXSize(Program *program, size_t *size) { return nvrtcGetCUBINSize(program, size); }
int nvrtcGetPTX(Program *program, char *code) { return nvrtcGetCUBIN(program, code); }
}
