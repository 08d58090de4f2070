package org.higher.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendsUnderTest;
import org.higher.internal.backend.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class INDArraysTest {
    static Stream<BackendDevice> devices() {
        return BackendsUnderTest.devices();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void copiesAreIndependent(BackendDevice device) {
        INDArray theirs = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
        Array ours = INDArrays.toArray(theirs, device);
        INDArray back = INDArrays.toINDArray(ours);
        theirs.addi(10);
        back.muli(10);

        assertThat(ours.device()).isEqualTo(device);
        assertThat(ours.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(device.backend().kernels().toFloats(ours)).containsExactly(1, 2, 3, 4);
        assertThat(back.data().asFloat()).containsExactly(10, 20, 30, 40);
        assertThat(theirs.data().asFloat()).containsExactly(11, 12, 13, 14);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void viewsKeepTheirOrder(BackendDevice device) {
        INDArray whole = Nd4j.arange(12).castTo(DataType.DOUBLE).reshape('c', 3, 4);
        INDArray view = whole.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(0, 2, 4));
        Kernels kernels = device.backend().kernels();

        assertThat(kernels.toDoubles(INDArrays.toArray(view, device))).containsExactly(4, 6, 8, 10);
        assertThat(kernels.toDoubles(INDArrays.toArray(view.transpose(), device)))
                .containsExactly(4, 8, 6, 10);
        assertThat(kernels.toDoubles(INDArrays.toArray(view.dup('f'), device)))
                .containsExactly(4, 6, 8, 10);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void scalarsAndEmptyArraysKeepTheirShape(BackendDevice device) {
        for (INDArray theirs :
                new INDArray[] {
                    Nd4j.scalar(DataType.FLOAT, 3), Nd4j.create(DataType.DOUBLE, 2, 0, 3)
                }) {
            Array ours = INDArrays.toArray(theirs, device);
            INDArray back = INDArrays.toINDArray(ours);
            assertThat(back.shape()).containsExactly(theirs.shape());
            assertThat(back.dataType()).isEqualTo(theirs.dataType());
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void otherElementTypesAreRefused(BackendDevice device) {
        INDArray integers = Nd4j.createFromArray(1, 2, 3);
        assertThatThrownBy(() -> INDArrays.toArray(integers, device))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "INDArray of INT: tensors hold FLOAT or DOUBLE; convert it with"
                                + " castTo(DataType.FLOAT)");
    }

    @Test
    void arraysOutliveTheCallersWorkspace() {
        BackendDevice device = Nd4jBackend.instance().devices().get(0);
        Kernels kernels = device.backend().kernels();
        WorkspaceConfiguration configuration =
                WorkspaceConfiguration.builder().initialSize(1 << 16).build();
        Array x = kernels.full(DType.FLOAT32, new int[] {4}, 1, device);
        for (int i = 0; i < 3; i++) {
            MemoryWorkspace workspace =
                    Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "user's own");
            x = kernels.binary(Kernels.Binary.ADD, x, 1);
            workspace.close();
            assertThat(((Nd4jArray) x).values().isAttached()).isFalse();
        }
        assertThat(kernels.toFloats(x)).containsOnly(4);
    }
}
