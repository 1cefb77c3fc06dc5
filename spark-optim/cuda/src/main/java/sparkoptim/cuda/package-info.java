/**
 * Gradients on NVIDIA GPUs, by cuBLAS and by kernels of our own that NVRTC compiles when they are
 * first needed. The host's CUDA is used; nothing of it is shipped.
 */
package sparkoptim.cuda;
