// A device that is no GPU: CUDA's libraries, as far as this project calls them, over the processor. So the launches, the
// copies and the kernels themselves run where there is no GPU, slowly, and stricter than on one:
//  - work of a stream waits until somebody waits for it, so that who does not wait sees nothing of it;
//  - memory is made of NaN, and what is written behind its end is found when it is freed;
//  - copies are only to and from memory that CUDA gave;
//  - lanes or threads of a block that do not meet where all have to are an error;
//  - what belongs to one device is no use on another.
// CUDA_ON_CPU_DEVICES says how many devices there are, CUDA_ON_CPU_BYTES what memory each has.
// What it cannot show: speed, the GPU's own arithmetic (it may differ in the last places), races within a warp.
#pragma once
#include <functional>
#include <mutex>

#include "kernel.h"

// One call at a time.
extern std::recursive_mutex cpu_mutex;

// Number of the device that is current in this thread.
extern thread_local int cpu_device;

// Leaves work to a stream of the current device. Returns an error where that is none.
int cpu_later(void *stream, std::function<void()> work);

// Does all that streams were left.
void cpu_wait();

// Makes the device unusable.
void cpu_lose(int error, const char *why);

// Runs all threads of a grid; null, or why it was ended.
const char *cpu_run_grid(const CpuLaunch &launch, cpu_index blocks, cpu_index threads, size_t shared);

// Who kernels ask.
CpuThreads *cpu_threads_of_kernels();
