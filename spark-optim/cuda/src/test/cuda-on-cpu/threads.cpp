// The threads of a block take turns on one thread of the processor, each with its own stack: one runs until it has to
// wait for others. For x86-64.
#include <vector>

#include <sys/mman.h>

#include "device.h"
#undef asm

// Goes from one stack to another: keeps what a function has to keep on the one, and takes it from the other.
extern "C" void cpu_switch(void **from, void *to);
asm(R"(
cpu_switch:
  push %rbp
  push %rbx
  push %r12
  push %r13
  push %r14
  push %r15
  mov %rsp, (%rdi)
  mov %rsi, %rsp
  pop %r15
  pop %r14
  pop %r13
  pop %r12
  pop %rbx
  pop %rbp
  pop %rcx
  jmp *%rcx
)");

namespace {
constexpr int WARP = 32;
constexpr int MOST_THREADS = 1024;
constexpr size_t STACK = 128 << 10;
constexpr int KEPT = 6; // registers that cpu_switch keeps

enum class State { READY, IN_WARP, IN_BLOCK, DONE };

struct Thread {
  State state = State::DONE;
  cpu_index index{};
  void **bottom = nullptr;
  void *place = nullptr; // where its stack was left; null before it began
};

// Values are written on one side while late lanes still read the other.
struct Warp {
  unsigned long long values[2][WARP];
  int side = 0;
};

Thread threads[MOST_THREADS];
Warp warps[MOST_THREADS / WARP];
CpuThreads surroundings;
const CpuLaunch *running;
Thread *current;
void *scheduler;
const char *failure;

void leave(State state) {
  current->state = state;
  cpu_switch(&current->place, scheduler);
}

// A stack serves one thread after the other, of one block after the other.
void live() {
  while (true) {
    (*running)();
    leave(State::DONE);
  }
}

void begin(Thread &thread) {
  if (!thread.bottom) {
    void *stack = mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    // Not all at the same place of their pages, for the sake of the processor's cache.
    const size_t shifted = (&thread - threads) * 320 % 4096;
    thread.bottom = static_cast<void **>(stack) + (STACK - shifted) / sizeof(void *);
  }
  // As if live() had been called, whose caller's address would come first.
  void **top = thread.bottom;
  *--top = nullptr;
  *--top = reinterpret_cast<void *>(live);
  for (int i = 0; i < KEPT; i++) {
    *--top = nullptr;
  }
  thread.place = top;
}

void resume(Thread &thread) {
  if (!thread.place) {
    begin(thread);
  }
  current = &thread;
  surroundings.thread = thread.index;
  cpu_switch(&scheduler, thread.place);
}

const unsigned long long *of_warp(unsigned long long own) {
  const int number = static_cast<int>(current - threads);
  Warp &warp = warps[number / WARP];
  warp.values[warp.side][number % WARP] = own;
  leave(State::IN_WARP);
  return warp.values[1 - warp.side];
}

void of_block() { leave(State::IN_BLOCK); }

void trap(const char *why) {
  failure = why;
  leave(State::DONE);
}

// As far as a warp gets without the others.
void run_warp(int number, int count) {
  const int first = number * WARP;
  const int end = std::min(first + WARP, count);
  while (true) {
    int waiting = 0;
    for (int i = first; i < end && !failure; i++) {
      if (threads[i].state == State::READY) {
        resume(threads[i]);
      }
      waiting += threads[i].state == State::IN_WARP;
    }
    if (failure || waiting == 0) {
      return;
    }
    if (waiting < WARP) {
      failure = "lanes of a warp do not come where the others wait for them";
      return;
    }
    warps[number].side ^= 1;
    for (int i = first; i < end; i++) {
      threads[i].state = State::READY;
    }
  }
}

void run_block(int count, bool backwards) {
  const int size = (count + WARP - 1) / WARP;
  while (!failure) {
    for (int i = 0; i < size && !failure; i++) {
      run_warp(backwards ? size - 1 - i : i, count);
    }
    int waiting = 0;
    for (int i = 0; i < count; i++) {
      if (threads[i].state == State::IN_BLOCK) {
        threads[i].state = State::READY;
        waiting++;
      }
    }
    if (waiting == 0) {
      return;
    }
    if (waiting < count) {
      failure = "threads of a block do not come where the others wait for them";
    }
  }
}
} // namespace

CpuThreads *cpu_threads_of_kernels() { return &surroundings; }

const char *cpu_run_grid(const CpuLaunch &launch, cpu_index blocks, cpu_index size, size_t shared) {
  std::vector<double> dynamic((shared + 15) / 8);
  running = &launch;
  failure = nullptr;
  surroundings.of_warp = of_warp;
  surroundings.synchronize = of_block;
  surroundings.trap = trap;
  surroundings.blocks_of_grid = blocks;
  surroundings.threads_of_block = size;
  surroundings.dynamic_shared = dynamic.data();
  const int count = static_cast<int>(size.x * size.y);
  for (unsigned y = 0; y < blocks.y; y++) {
    for (unsigned x = 0; x < blocks.x && !failure; x++) {
      surroundings.block = {x, y, 0};
      for (int i = 0; i < count; i++) {
        threads[i].state = State::READY;
        threads[i].index = {i % size.x, i / size.x, 0};
      }
      memset(dynamic.data(), 0xff, dynamic.size() * 8);
      // In turns, so that nothing relies on which warp comes first.
      run_block(count, (x + y) % 2 != 0);
    }
  }
  if (failure) {
    for (Thread &thread : threads) {
      thread.place = nullptr; // it stands somewhere inside the kernel
    }
  }
  return failure;
}
