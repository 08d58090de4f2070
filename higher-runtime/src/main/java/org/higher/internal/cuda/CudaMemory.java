package org.higher.internal.cuda;

import org.higher.internal.gpu.driver.Memory;

/**
 * Memory of a card.
 *
 * @param address as the card sees it
 */
record CudaMemory(long address, long bytes) implements Memory {}
