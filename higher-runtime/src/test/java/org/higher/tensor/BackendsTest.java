package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.Kernels;
import org.higher.internal.backend.Kernels.Binary;
import org.higher.internal.host.HostBackend;
import org.higher.internal.nd4j.Nd4jBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private final BackendDevice host = HostBackend.instance().device();
    private final BackendDevice nd4j = Nd4jBackend.instance().devices().get(0);

    @AfterEach
    void reset() {
        Backends.use(host);
    }

    @Test
    void bothAreListed() {
        assertThat(Backends.devices()).extracting(Device::name).startsWith("host").contains("nd4j");
        assertThat(Backends.report())
                .contains("host (CPU, ")
                .contains(" GB of heap), in use\n    large matrix products: OpenBLAS\n")
                .contains("nd4j (CpuBackend: CPU, ");
    }

    /** Of each that is not usable the report says why, and so does the error. */
    @Test
    void whatIsMissingIsSaid() {
        for (String name : List.of("cuda", "opencl")) {
            try {
                assertThat(Backends.report()).contains(Backends.device(name).toString());
            } catch (IllegalStateException missing) {
                assertThat(missing).hasMessageStartingWith(name + ": ");
                assertThat(Backends.report())
                        .contains(name + " can't be used: " + missing.getMessage());
            }
        }
    }

    @Test
    void namesLeadToDevices() {
        assertThat(Backends.device("host")).isEqualTo(host);
        assertThat(Backends.device("nd4j")).isEqualTo(nd4j);
        assertThat(Backends.device("nd4j").name()).isEqualTo("nd4j");
        assertThat(Backends.device("nd4j:0")).isEqualTo(Backends.device("nd4j"));
        assertThat(Backends.device("host:0")).isEqualTo(host);
    }

    @Test
    void unknownNamesListTheKnown() {
        assertThatThrownBy(() -> Backends.device("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown backend 'gpu'; known are host, cuda, nd4j and opencl");
        assertThatThrownBy(() -> Backends.device("host:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no device 'host:1'; known are [host (CPU, ");
        assertThatThrownBy(() -> Backends.device("host:one"))
                .hasMessageStartingWith("no device 'host:one'; known are [host (CPU, ");
        assertThatThrownBy(() -> Backends.device("host:0:0"))
                .hasMessageStartingWith("no device 'host:0:0'; known are [host (CPU, ");
    }

    @Test
    void theChoiceHoldsForEveryThread() throws InterruptedException {
        Backends.use(nd4j);
        Device[] seen = new Device[1];
        Thread other = new Thread(() -> seen[0] = Backends.current());
        other.start();
        other.join();
        assertThat(seen[0]).isEqualTo(nd4j).isEqualTo(Backends.current());
    }

    @Test
    void devicesThatNoBackendMadeAreRefused() {
        Device foreign =
                new Device() {
                    @Override
                    public String name() {
                        return "tpu";
                    }

                    @Override
                    public String description() {
                        return "made up";
                    }
                };
        assertThatThrownBy(() -> Backends.use(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "device: %s is no device of a backend; take one of Backends.devices(), or"
                                + " that of a tensor",
                        foreign.getClass().getName());
        assertThatThrownBy(() -> Tensor.scalar(1).to(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no device of a backend");
        assertThat(Backends.current()).isEqualTo(host);
    }

    @Test
    void arraysMoveBetweenDevices() {
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
