package org.higher.internal.gpu.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.higher.internal.gpu.driver.FakeAccelerator;
import org.higher.internal.gpu.driver.Memory;
import org.higher.internal.gpu.memory.DeviceMemory.Block;
import org.higher.internal.heap.Allocation;
import org.higher.internal.heap.OutOfDeviceError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceMemoryTest {
    private static final long CAPACITY = 1 << 20;

    private final FakeAccelerator accelerator = new FakeAccelerator(CAPACITY);
    private final DeviceMemory memory = new DeviceMemory("fake", accelerator, CAPACITY / 2);

    @ParameterizedTest
    @ValueSource(longs = {1, 255, 256, 257, 1000, 1024, 1025, 4097, 123_456_789, (1L << 40) + 1})
    void piecesAreNotMuchLargerThanWhatIsAskedFor(long bytes) {
        long size = DeviceMemory.sizeOf(bytes);

        assertThat(size)
                .isGreaterThanOrEqualTo(bytes)
                .isLessThanOrEqualTo(Math.max(256, bytes * 5 / 4 + 64));
        assertThat(size % 64).isZero();
        assertThat(DeviceMemory.sizeOf(size)).isEqualTo(size);
    }

    @Test
    void whatIsGivenBackIsUsedAgain() {
        Memory first = memory.take(1000);
        memory.give(first);
        Memory second = memory.take(990);

        assertThat(second).isSameAs(first);
        assertThat(accelerator.made()).isEqualTo(1);
    }

    /** A queue has pieces of its own, and those of others once there are no more. */
    @Test
    void whatAnotherQueueHasSpareIsTakenLast() {
        Memory first = memory.take(CAPACITY / 8);
        memory.give(first);
        accelerator.turnTo(1);
        Memory second = memory.take(CAPACITY / 8);
        memory.give(second);
        accelerator.turnTo(0);
        assertThat(memory.take(CAPACITY / 8)).isSameAs(first);
        assertThat(accelerator.made()).isEqualTo(2);
        memory.take(CAPACITY / 8);
        memory.take(CAPACITY / 8);
        assertThat(accelerator.made()).isEqualTo(4);
        assertThat(memory.take(CAPACITY / 8)).isSameAs(second);
        assertThat(memory.used()).isEqualTo(CAPACITY / 2);
    }

    @Test
    void spareMemoryOfOtherSizesMakesPlace() {
        List<Memory> small = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            small.add(memory.take(1000));
        }
        small.forEach(memory::give);
        Memory large = memory.take(CAPACITY / 2 - 4096);

        assertThat(large.bytes()).isLessThanOrEqualTo(CAPACITY / 2);
        assertThat(memory.total()).isLessThanOrEqualTo(CAPACITY / 2);
        assertThat(accelerator.used()).isEqualTo(memory.total());
    }

    /** Arrays are dropped in a loop that leaves the collector no other reason to run. */
    @Test
    void whatTheCollectorFindsKeepsItBelowTheBound() {
        for (int i = 0; i < 200; i++) {
            Block block = memory.block(64 << 10);
            assertThat(block.memory().bytes()).isEqualTo(64 << 10);
            assertThat(memory.total()).isLessThanOrEqualTo(CAPACITY / 2);
        }
        assertThat(accelerator.made()).isLessThanOrEqualTo(8);
    }

    /** Whoever is told to stop still gets what the collector finds, and is told. */
    @Test
    void anInterruptIsNoReasonToFindNoMemory() {
        for (int i = 0; i < 30; i++) {
            Thread.currentThread().interrupt();
            Block block = memory.block(CAPACITY / 4 + 1);
            assertThat(block.memory().bytes()).isGreaterThan(CAPACITY / 4);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Of another thread's, which gives it back meanwhile. */
    @Test
    void memoryIsWaitedFor() throws InterruptedException {
        Memory most = memory.take(CAPACITY / 2);
        Thread asking = Thread.currentThread();
        Thread other =
                new Thread(
                        () -> {
                            while (asking.getState() != Thread.State.TIMED_WAITING) {
                                Thread.onSpinWait();
                            }
                            memory.give(most);
                        });
        other.start();

        assertThat(memory.take(1000).bytes()).isEqualTo(1024);
        other.join();
    }

    /** Not wrapped in an error that asks for a larger heap. */
    @Test
    void theErrorStaysTheDevicesOwn() {
        Allocation work = new Allocation("a backward pass over %,d operations");

        assertThatThrownBy(
                        () -> {
                            try {
                                memory.take(CAPACITY);
                            } catch (OutOfMemoryError full) {
                                throw work.failed(28, full);
                            }
                        })
                .isInstanceOf(OutOfDeviceError.class)
                .hasMessageStartingWith("fake: no array of 1,048,576 bytes");
    }

    @Test
    void tooManyArraysAreAnErrorWithFigures() {
        List<Block> held = new ArrayList<>();
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                held.add(memory.block(64 << 10));
                            }
                        })
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage(
                        "fake: no memory for an array of 65,536 bytes on fake: arrays in use have"
                                + " 524,288 bytes of the 524,288 bytes that may be used; keep fewer"
                                + " arrays at a time (close loops, use a smaller batch or fewer"
                                + " steps), or raise -Dhigher.gpu.share=..., the share of the"
                                + " device's memory");
        assertThat(held).hasSize(8);
        assertThat(memory.used()).isEqualTo(CAPACITY / 2);
    }

    @Test
    void anArrayThatIsTooLargeForADeviceIsAnError() {
        assertThatThrownBy(() -> memory.take(CAPACITY))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage(
                        "fake: no array of 1,048,576 bytes: the most that one may have on fake is"
                                + " 524,288 bytes; use smaller arrays");
    }

    @Test
    void aBlockThatWasGivenBackIsNoUseAnyMore() {
        Block block = memory.block(1000);
        block.giveUp();

        assertThatThrownBy(block::memory).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(block::giveUp).isInstanceOf(IllegalStateException.class);
        assertThat(memory.used()).isZero();
    }
}
