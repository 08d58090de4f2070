package org.higher.internal.cuda;

import org.higher.internal.gpu.Memory;

/**
 * Memory of a card.
 *
 * @param address as the card sees it
 */
record CudaMemory(long address, long bytes) implements Memory {}
