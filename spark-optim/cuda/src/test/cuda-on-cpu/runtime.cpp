// CUDA's runtime and driver: memory, streams, launches.
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include <dlfcn.h>
#include <unistd.h>

#include "device.h"
#undef asm

std::recursive_mutex cpu_mutex;
thread_local int cpu_device;

namespace {
constexpr int INVALID_VALUE = 1;
constexpr int OUT_OF_MEMORY = 2;
constexpr int INVALID_DEVICE = 101;
constexpr int INVALID_IMAGE = 200;
constexpr int INVALID_HANDLE = 400;
constexpr int NOT_FOUND = 500;
constexpr int ILLEGAL_ADDRESS = 700;
constexpr int LAUNCH_FAILED = 719;

constexpr size_t ALIGNED = 256;
constexpr size_t BEHIND = 256;
constexpr unsigned char MARK = 0xff; // of doubles and floats it makes NaN
constexpr size_t MOST_SHARED = 227 << 10;

constexpr int HOST = -1;

struct Memory {
  size_t bytes;
  int device; // or HOST
};

struct Stream {
  int device;
  std::deque<std::function<void()>> works;
};

struct Module {
  int device;
  void *library;
};

struct Function {
  int device;
  CpuLaunch *(*launch)(void **);
};

std::map<char *, Memory> memories;
std::map<int, size_t> used;
std::map<int, Stream> default_streams;
std::map<Stream *, std::unique_ptr<Stream>> streams;
int lost; // the error that all calls return from then on

using Lock = std::lock_guard<std::recursive_mutex>;

size_t setting(const char *name, size_t otherwise) {
  const char *given = getenv(name);
  return given ? strtoull(given, nullptr, 10) : otherwise;
}

int devices() { return static_cast<int>(setting("CUDA_ON_CPU_DEVICES", 1)); }

size_t device_bytes() { return setting("CUDA_ON_CPU_BYTES", 3ull << 30); }

int allocate(void **pointer, size_t bytes, int device) {
  Lock lock(cpu_mutex);
  if (lost) {
    return lost;
  }
  if (device != HOST && used[device] + bytes > device_bytes()) {
    return OUT_OF_MEMORY;
  }
  const size_t all = (bytes + BEHIND + ALIGNED - 1) / ALIGNED * ALIGNED;
  char *made = static_cast<char *>(aligned_alloc(ALIGNED, all));
  if (!made) {
    return OUT_OF_MEMORY;
  }
  memset(made, MARK, all);
  memories[made] = {bytes, device};
  used[device] += bytes;
  *pointer = made;
  return 0;
}

int release(void *pointer) {
  Lock lock(cpu_mutex);
  cpu_wait();
  if (lost) {
    return lost;
  }
  if (!pointer) {
    return 0;
  }
  auto found = memories.find(static_cast<char *>(pointer));
  if (found == memories.end()) {
    return INVALID_VALUE;
  }
  const Memory memory = found->second;
  for (size_t i = 0; i < BEHIND; i++) {
    if (static_cast<unsigned char>(found->first[memory.bytes + i]) != MARK) {
      cpu_lose(ILLEGAL_ADDRESS, "something was written behind the end of memory");
      return lost;
    }
  }
  used[memory.device] -= memory.bytes;
  free(found->first);
  memories.erase(found);
  return 0;
}

// Whether the bytes are of memory that was allocated, on the current device or the host.
bool is_usable(const void *pointer, size_t bytes) {
  char *at = static_cast<char *>(const_cast<void *>(pointer));
  auto after = memories.upper_bound(at);
  if (after == memories.begin()) {
    return false;
  }
  auto &[start, memory] = *--after;
  return at + bytes <= start + memory.bytes && (memory.device == HOST || memory.device == cpu_device);
}
} // namespace

static Stream &stream_of(void *stream) {
  Stream &own = default_streams[cpu_device];
  own.device = cpu_device;
  return stream ? *static_cast<Stream *>(stream) : own;
}

int cpu_later(void *stream, std::function<void()> work) {
  Stream &to = stream_of(stream);
  if (to.device != cpu_device) {
    return INVALID_HANDLE;
  }
  to.works.push_back(std::move(work));
  return lost;
}

static void wait_for(Stream &stream) {
  while (!stream.works.empty()) {
    std::function<void()> work = std::move(stream.works.front());
    stream.works.pop_front();
    if (!lost) {
      work();
    }
  }
}

void cpu_wait() {
  for (auto &stream : default_streams) {
    wait_for(stream.second);
  }
  for (auto &stream : streams) {
    wait_for(*stream.second);
  }
}

void cpu_lose(int error, const char *why) {
  fprintf(stderr, "CUDA on the CPU: %s\n", why);
  lost = error;
}

extern "C" {
// Of the runtime.
int cudaGetDeviceCount(int *count) {
  *count = devices();
  return 0;
}
int cudaSetDevice(int device) {
  if (device < 0 || device >= devices()) {
    return INVALID_DEVICE;
  }
  cpu_device = device;
  return lost;
}
int cudaDriverGetVersion(int *version) {
  *version = 13010;
  return 0;
}
int cudaRuntimeGetVersion(int *version) { return cudaDriverGetVersion(version); }
int cudaGetLastError() { return lost; }
const char *cudaGetErrorName(int error) {
  switch (error) {
    case INVALID_VALUE: return "cudaErrorInvalidValue";
    case OUT_OF_MEMORY: return "cudaErrorMemoryAllocation";
    case INVALID_DEVICE: return "cudaErrorInvalidDevice";
    case INVALID_HANDLE: return "cudaErrorInvalidResourceHandle";
    case ILLEGAL_ADDRESS: return "cudaErrorIllegalAddress";
    case LAUNCH_FAILED: return "cudaErrorLaunchFailure";
    default: return "cudaErrorUnknown";
  }
}
const char *cudaGetErrorString(int error) { return cudaGetErrorName(error); }

// Of the properties only the name, which comes first. Several devices have different ones, so that it is seen which computed.
int cudaGetDeviceProperties(char *properties, int device) {
  const std::string number = devices() > 1 ? " " + std::to_string(device) : "";
  strcpy(properties, ("CUDA on the CPU" + number).c_str());
  return 0;
}
int cudaDeviceGetAttribute(int *value, int attribute, int) {
  switch (attribute) {
    case 75: *value = 9; return 0;  // compute capability, major
    case 76: *value = 0; return 0;  // and minor
    case 97: *value = MOST_SHARED; return 0;
    default: return INVALID_VALUE;
  }
}

int cudaMalloc(void **pointer, size_t bytes) { return allocate(pointer, bytes, cpu_device); }
int cudaHostAlloc(void **pointer, size_t bytes, unsigned) { return allocate(pointer, bytes, HOST); }
int cudaFree(void *pointer) { return release(pointer); }
int cudaFreeHost(void *pointer) { return release(pointer); }
int cudaMemGetInfo(size_t *left, size_t *all) {
  Lock lock(cpu_mutex);
  *all = device_bytes();
  *left = *all - used[cpu_device];
  return lost;
}

int cudaStreamCreateWithFlags(void **stream, unsigned) {
  Lock lock(cpu_mutex);
  Stream *made = new Stream{cpu_device, {}};
  streams[made].reset(made);
  *stream = made;
  return lost;
}
int cudaStreamDestroy(void *stream) {
  Lock lock(cpu_mutex);
  wait_for(stream_of(stream));
  streams.erase(static_cast<Stream *>(stream));
  return lost;
}
int cudaStreamSynchronize(void *stream) {
  Lock lock(cpu_mutex);
  wait_for(stream_of(stream));
  return lost;
}
int cudaDeviceSynchronize() {
  Lock lock(cpu_mutex);
  cpu_wait();
  return lost;
}
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int, void *stream) {
  Lock lock(cpu_mutex);
  if (!is_usable(to, bytes) || !is_usable(from, bytes)) {
    return INVALID_VALUE;
  }
  return cpu_later(stream, [=] { memcpy(to, from, bytes); });
}
int cudaMemsetAsync(void *to, int value, size_t bytes, void *stream) {
  Lock lock(cpu_mutex);
  if (!is_usable(to, bytes)) {
    return INVALID_VALUE;
  }
  return cpu_later(stream, [=] { memset(to, value, bytes); });
}

// Of the driver. Code is the name of a library's file: see compiler.cpp.
int cuGetErrorName(int error, const char **name) {
  *name = cudaGetErrorName(error);
  return 0;
}
int cuModuleLoadData(void **module, const char *code) {
  Lock lock(cpu_mutex);
  const std::string file = code + 4;
  void *library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "CUDA on the CPU: %s\n", dlerror());
    return INVALID_IMAGE;
  }
  unlink(file.c_str());
  rmdir(file.substr(0, file.rfind('/')).c_str());
  *static_cast<CpuThreads **>(dlsym(library, "cpu_threads")) = cpu_threads_of_kernels();
  *module = new Module{cpu_device, library};
  return lost;
}
int cuModuleGetFunction(void **function, const Module *module, const char *name) {
  Lock lock(cpu_mutex);
  void *found = dlsym(module->library, (std::string("cpu_launch_") + name).c_str());
  if (!found) {
    return NOT_FOUND;
  }
  *function = new Function{module->device, reinterpret_cast<CpuLaunch *(*)(void **)>(found)};
  return lost;
}
int cuFuncSetAttribute(void *, int, int) { return lost; }
int cuLaunchKernel(const Function *function, unsigned blocks_x, unsigned blocks_y, unsigned blocks_z, unsigned x, unsigned y,
    unsigned z, unsigned shared, void *stream, void **arguments, void **) {
  Lock lock(cpu_mutex);
  if (blocks_x == 0 || blocks_y == 0 || blocks_y > 65535 || blocks_z != 1 || x * y == 0 || x * y > 1024 || z != 1 ||
      shared > MOST_SHARED) {
    return INVALID_VALUE;
  }
  if (function->device != cpu_device) {
    return INVALID_HANDLE;
  }
  std::shared_ptr<CpuLaunch> launch(function->launch(arguments));
  return cpu_later(stream, [=] {
    const char *failure = cpu_run_grid(*launch, {blocks_x, blocks_y, 1}, {x, y, 1}, shared);
    if (failure) {
      cpu_lose(LAUNCH_FAILED, failure);
    }
  });
}
}
