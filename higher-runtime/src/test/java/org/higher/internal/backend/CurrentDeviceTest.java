package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CurrentDeviceTest {
    @Test
    void thePropertyComesBeforeTheVariable() {
        assertThat(CurrentDevice.choose(null, null))
                .isEqualTo(BackendRegistry.instance().device("host"));
        assertThat(CurrentDevice.choose(null, " "))
                .isEqualTo(BackendRegistry.instance().device("host"));
        assertThat(CurrentDevice.choose("nd4j", "host").name()).isEqualTo("nd4j");
        assertThat(CurrentDevice.choose(null, "nd4j").name()).isEqualTo("nd4j");
        assertThatThrownBy(() -> CurrentDevice.choose("gpu", "host"))
                .hasMessage(
                        "-Dhigher.backend=gpu: unknown backend 'gpu'; known are host, cuda, nd4j and"
                                + " opencl");
        assertThatThrownBy(() -> CurrentDevice.choose(null, "gpu"))
                .hasMessage(
                        "HIGHER_BACKEND=gpu: unknown backend 'gpu'; known are host, cuda, nd4j and"
                                + " opencl");
    }

    /** Somebody may have set the variable long ago. */
    @Test
    void aBackendThatCannotRunIsOneThatASettingNames() {
        assertThatThrownBy(() -> CurrentDevice.choose(null, "opencl:99"))
                .hasMessageStartingWith("HIGHER_BACKEND=opencl:99: ");
        assertThatThrownBy(() -> CurrentDevice.choose("cuda:99", null))
                .hasMessageStartingWith("-Dhigher.backend=cuda:99: ");
    }
}
