package org.higher.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.higher.internal.backend.Array;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.host.HostBackend;
import org.higher.internal.nd4j.Nd4jBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private final Device host = HostBackend.instance().device();

    @AfterEach
    void reset() {
        Backends.use(host);
    }

    @Test
    void bothAreListed() {
        assertThat(Backends.list()).extracting(Backend::name).containsExactly("host", "nd4j");
        assertThat(Backends.report())
                .contains("host (CPU, ")
                .contains(" threads), in use\n")
                .contains("nd4j (CpuBackend: CPU, ");
    }

    @Test
    void namesLeadToDevices() {
        assertThat(Backends.byName("host")).isSameAs(HostBackend.instance());
        assertThat(Backends.byName("nd4j")).isSameAs(Nd4jBackend.instance());
        assertThat(Backends.device("nd4j").name()).isEqualTo("nd4j");
        assertThat(Backends.device("nd4j:0")).isEqualTo(Backends.device("nd4j"));
        assertThat(Backends.device("host:0")).isEqualTo(host);
    }

    @Test
    void unknownNamesListTheKnown() {
        assertThatThrownBy(() -> Backends.byName("cuda"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown backend 'cuda'; known are host and nd4j");
        assertThatThrownBy(() -> Backends.device("host:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no device 'host:1'; known are [host (CPU, ");
        assertThatThrownBy(() -> Backends.device("host:one"))
                .hasMessageStartingWith("no device 'host:one'; known are [host (CPU, ");
        assertThatThrownBy(() -> Backends.device("host:0:0"))
                .hasMessageStartingWith("no device 'host:0:0'; known are [host (CPU, ");
    }

    @Test
    void thePropertyComesBeforeTheVariable() {
        assertThat(Backends.choose(null, null)).isEqualTo(host);
        assertThat(Backends.choose(null, " ")).isEqualTo(host);
        assertThat(Backends.choose("nd4j", "host").name()).isEqualTo("nd4j");
        assertThat(Backends.choose(null, "nd4j").name()).isEqualTo("nd4j");
        assertThatThrownBy(() -> Backends.choose("gpu", "host"))
                .hasMessage("-Dhigher.backend=gpu: unknown backend 'gpu'; known are host and nd4j");
        assertThatThrownBy(() -> Backends.choose(null, "gpu"))
                .hasMessage("HIGHER_BACKEND=gpu: unknown backend 'gpu'; known are host and nd4j");
    }

    @Test
    void theChoiceHoldsForEveryThread() throws InterruptedException {
        Device nd4j = Backends.device("nd4j");
        Backends.use(nd4j);
        Device[] seen = new Device[1];
        Thread other = new Thread(() -> seen[0] = Backends.current());
        other.start();
        other.join();
        assertThat(seen[0]).isEqualTo(nd4j).isEqualTo(Backends.current());
    }

    @Test
    void arraysMoveBetweenDevices() {
        Device nd4j = Backends.device("nd4j");
        Array x = host.backend().kernels().of(new float[] {1, 2}, new int[] {2, 1}, host);

        Array moved = x.to(nd4j);

        assertThat(x.to(host)).isSameAs(x);
        assertThat(moved.device()).isEqualTo(nd4j);
        assertThat(moved.backend().kernels().toFloats(moved)).containsExactly(1, 2);
        assertThat(moved.to(host).shape()).containsExactly(2, 1);
        assertThat(moved.to(host).dtype()).isEqualTo(DType.FLOAT32);
    }

    @Test
    void twoDevicesInOneKernelAreRefused() {
        Device nd4j = Backends.device("nd4j");
        Kernels kernels = host.backend().kernels();
        Array here = kernels.full(DType.FLOAT32, new int[0], 1, host);
        Array there = nd4j.backend().kernels().full(DType.FLOAT32, new int[0], 1, nd4j);

        String pair = "add: arrays on two devices, %s and %s; move one with to(Device)";
        assertThatThrownBy(() -> kernels.binary(Binary.ADD, here, there))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(pair.formatted(host, nd4j));
        assertThatThrownBy(() -> nd4j.backend().kernels().binary(Binary.ADD, there, here))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(pair.formatted(nd4j, host));
    }
}
