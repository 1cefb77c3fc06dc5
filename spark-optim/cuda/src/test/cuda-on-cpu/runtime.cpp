// CUDA's runtime and driver: memory, streams, launches.
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>

#include <dlfcn.h>
#include <unistd.h>

#include "device.h"
#undef asm

std::recursive_mutex cpu_mutex;

namespace {
constexpr int INVALID_VALUE = 1;
constexpr int OUT_OF_MEMORY = 2;
constexpr int INVALID_DEVICE = 101;
constexpr int INVALID_IMAGE = 200;
constexpr int NOT_FOUND = 500;
constexpr int ILLEGAL_ADDRESS = 700;
constexpr int LAUNCH_FAILED = 719;

constexpr size_t ALIGNED = 256;
constexpr size_t BEHIND = 256;
constexpr unsigned char MARK = 0xff; // of doubles and floats it makes NaN
constexpr size_t MOST_SHARED = 227 << 10;

struct Memory {
  size_t bytes;
  bool on_device;
};

struct Loaded {
  void *library;
};

using Launcher = CpuLaunch *(*)(void **);

struct Function {
  Launcher launcher;
};

std::map<char *, Memory> memories;
std::map<void *, std::deque<std::function<void()>>> streams;
size_t used;
int lost; // the error that all calls return from then on

using Lock = std::lock_guard<std::recursive_mutex>;

size_t device_bytes() {
  const char *given = getenv("CUDA_ON_CPU_BYTES");
  return given ? strtoull(given, nullptr, 10) : 3ull << 30;
}

int allocate(void **pointer, size_t bytes, bool on_device) {
  Lock lock(cpu_mutex);
  if (lost) {
    return lost;
  }
  if (on_device && used + bytes > device_bytes()) {
    return OUT_OF_MEMORY;
  }
  const size_t all = (bytes + BEHIND + ALIGNED - 1) / ALIGNED * ALIGNED;
  char *made = static_cast<char *>(aligned_alloc(ALIGNED, all));
  if (!made) {
    return OUT_OF_MEMORY;
  }
  memset(made, MARK, all);
  memories[made] = {bytes, on_device};
  used += on_device ? bytes : 0;
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
  used -= memory.on_device ? memory.bytes : 0;
  free(found->first);
  memories.erase(found);
  return 0;
}

bool is_ours(const void *pointer, size_t bytes) {
  char *at = static_cast<char *>(const_cast<void *>(pointer));
  auto after = memories.upper_bound(at);
  if (after == memories.begin()) {
    return false;
  }
  auto &[start, memory] = *--after;
  return at + bytes <= start + memory.bytes;
}
} // namespace

void cpu_later(void *stream, std::function<void()> work) { streams[stream].push_back(std::move(work)); }

static void wait_for(std::deque<std::function<void()>> &works) {
  while (!works.empty()) {
    std::function<void()> work = std::move(works.front());
    works.pop_front();
    if (!lost) {
      work();
    }
  }
}

void cpu_wait() {
  for (auto &stream : streams) {
    wait_for(stream.second);
  }
}

void cpu_lose(int error, const char *why) {
  fprintf(stderr, "CUDA on the CPU: %s\n", why);
  lost = error;
}

extern "C" {
// Of the runtime.
int cudaGetDeviceCount(int *count) {
  *count = 1;
  return 0;
}
int cudaSetDevice(int device) { return lost ? lost : device == 0 ? 0 : INVALID_DEVICE; }
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
    case ILLEGAL_ADDRESS: return "cudaErrorIllegalAddress";
    case LAUNCH_FAILED: return "cudaErrorLaunchFailure";
    default: return "cudaErrorUnknown";
  }
}
const char *cudaGetErrorString(int error) { return cudaGetErrorName(error); }

// Of the properties only the name, which comes first.
int cudaGetDeviceProperties(char *properties, int) {
  strcpy(properties, "CUDA on the CPU");
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

int cudaMalloc(void **pointer, size_t bytes) { return allocate(pointer, bytes, true); }
int cudaHostAlloc(void **pointer, size_t bytes, unsigned) { return allocate(pointer, bytes, false); }
int cudaFree(void *pointer) { return release(pointer); }
int cudaFreeHost(void *pointer) { return release(pointer); }
int cudaMemGetInfo(size_t *left, size_t *all) {
  Lock lock(cpu_mutex);
  *all = device_bytes();
  *left = *all - used;
  return lost;
}

int cudaStreamCreateWithFlags(void **stream, unsigned) {
  Lock lock(cpu_mutex);
  *stream = new char;
  streams[*stream];
  return lost;
}
int cudaStreamDestroy(void *stream) {
  Lock lock(cpu_mutex);
  wait_for(streams[stream]);
  streams.erase(stream);
  delete static_cast<char *>(stream);
  return lost;
}
int cudaStreamSynchronize(void *stream) {
  Lock lock(cpu_mutex);
  wait_for(streams[stream]);
  return lost;
}
int cudaDeviceSynchronize() {
  Lock lock(cpu_mutex);
  cpu_wait();
  return lost;
}
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int, void *stream) {
  Lock lock(cpu_mutex);
  if (!is_ours(to, bytes) || !is_ours(from, bytes)) {
    return INVALID_VALUE;
  }
  cpu_later(stream, [=] { memcpy(to, from, bytes); });
  return lost;
}
int cudaMemsetAsync(void *to, int value, size_t bytes, void *stream) {
  Lock lock(cpu_mutex);
  if (!is_ours(to, bytes)) {
    return INVALID_VALUE;
  }
  cpu_later(stream, [=] { memset(to, value, bytes); });
  return lost;
}

// Of the driver. Code is a library, and its length is not told: compiler.cpp wrote its file's name.
int cuGetErrorName(int error, const char **name) {
  *name = cudaGetErrorName(error);
  return 0;
}
int cuModuleLoadData(void **module, const char *code) {
  Lock lock(cpu_mutex);
  void *library = dlopen(code + 4, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "CUDA on the CPU: %s\n", dlerror());
    return INVALID_IMAGE;
  }
  *static_cast<CpuThreads **>(dlsym(library, "cpu_threads")) = cpu_threads_of_kernels();
  *module = library;
  return lost;
}
int cuModuleGetFunction(void **function, void *module, const char *name) {
  Lock lock(cpu_mutex);
  *function = dlsym(module, (std::string("cpu_launch_") + name).c_str());
  return *function ? lost : NOT_FOUND;
}
int cuFuncSetAttribute(void *, int, int) { return lost; }
int cuLaunchKernel(void *function, unsigned blocks_x, unsigned blocks_y, unsigned blocks_z, unsigned x, unsigned y,
    unsigned z, unsigned shared, void *stream, void **arguments, void **) {
  Lock lock(cpu_mutex);
  if (blocks_x == 0 || blocks_y == 0 || blocks_y > 65535 || blocks_z != 1 || x * y == 0 || x * y > 1024 || z != 1 ||
      shared > MOST_SHARED) {
    return INVALID_VALUE;
  }
  std::shared_ptr<CpuLaunch> launch(reinterpret_cast<Launcher>(function)(arguments));
  cpu_later(stream, [=] {
    const char *failure = cpu_run_grid(*launch, {blocks_x, blocks_y, 1}, {x, y, 1}, shared);
    if (failure) {
      cpu_lose(LAUNCH_FAILED, failure);
    }
  });
  return lost;
}
}
