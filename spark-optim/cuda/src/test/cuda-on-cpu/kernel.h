// What CUDA's language adds to C++, as far as our kernels use it, for a C++ compiler: a kernel becomes a function that
// runs once per thread, and asks `cpu_threads` who it is. Comes before the source of every kernel.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <tuple>

struct cpu_index {
  unsigned x, y, z;
};

// The thread that is running, and what it can ask of the others. threads.cpp has it.
struct CpuThreads {
  cpu_index thread, block, threads_of_block, blocks_of_grid;
  void *dynamic_shared;
  // Waits for all lanes of the warp; the values that they came with, by lane.
  const unsigned long long *(*of_warp)(unsigned long long own);
  // Waits for all threads of the block.
  void (*synchronize)();
  // Ends the kernel with an error.
  void (*trap)(const char *why);
};
extern "C" {
extern CpuThreads *cpu_threads; // of every library of kernels; set when that is loaded
}

// A launch: its arguments are copied now, as they may change before it runs.
using CpuLaunch = std::function<void()>;

template <typename... Types, size_t... Places>
CpuLaunch *cpu_launch(void (*kernel)(Types...), void **given, std::index_sequence<Places...>) {
  std::tuple<Types...> arguments(*static_cast<Types *>(given[Places])...);
  return new CpuLaunch([kernel, arguments] { std::apply(kernel, arguments); });
}

// compiler.cpp adds this for every kernel.
#define CPU_KERNEL(NAME) \
  extern "C" CpuLaunch *cpu_launch_##NAME(void **given) { return cpu_launch_of(NAME, given); }
template <typename... Types>
CpuLaunch *cpu_launch_of(void (*kernel)(Types...), void **given) {
  return cpu_launch(kernel, given, std::index_sequence_for<Types...>());
}

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __shared__ static // blocks run one after the other
#define asm(instruction) cpu_threads->trap(instruction)

#define threadIdx (cpu_threads->thread)
#define blockIdx (cpu_threads->block)
#define blockDim (cpu_threads->threads_of_block)
#define gridDim (cpu_threads->blocks_of_grid)

using std::max;
using std::min;

struct alignas(16) int4 {
  int x, y, z, w;
};
inline int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
template <typename T>
T __ldcs(const T *at) {
  return *at;
}
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }

inline void __syncthreads() { cpu_threads->synchronize(); }

// Of the functions over a warp only those that all lanes call together.
inline void cpu_all_lanes(unsigned mask) {
  if (mask != 0xffffffffu) {
    cpu_threads->trap("a part of a warp, which this emulation has not");
  }
}
template <typename T>
T __shfl_sync(unsigned mask, T value, int lane) {
  cpu_all_lanes(mask);
  unsigned long long bits = 0;
  memcpy(&bits, &value, sizeof value);
  memcpy(&value, cpu_threads->of_warp(bits) + lane % 32, sizeof value);
  return value;
}
template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int other) {
  const cpu_index &t = cpu_threads->thread;
  const cpu_index &b = cpu_threads->threads_of_block;
  return __shfl_sync(mask, value, static_cast<int>((t.x + b.x * (t.y + b.y * t.z)) % 32) ^ other);
}
inline unsigned __ballot_sync(unsigned mask, bool value) {
  cpu_all_lanes(mask);
  const unsigned long long *all = cpu_threads->of_warp(value);
  unsigned bits = 0;
  for (int lane = 0; lane < 32; lane++) {
    bits |= static_cast<unsigned>(all[lane]) << lane;
  }
  return bits;
}
inline bool __any_sync(unsigned mask, bool value) { return __ballot_sync(mask, value) != 0; }
