package org.higher.internal.host.matmul;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

class OffHeapWorkspaceTest {
    @Test
    void operandsAreNaNWhenHandedOutAgain() {
        OffHeapWorkspace workspace = OffHeapWorkspace.ofThisThread();
        FloatPointer floats = workspace.floats().reserve(0, 4);
        floats.put(0, 1);
        assertThat(workspace.floats().reserve(0, 4).get(0)).isNaN();
        assertThat(workspace.floats().reserve(0, 4).get(3)).isNaN();
        DoublePointer doubles = workspace.doubles().reserve(0, 4);
        doubles.put(0, 1);
        assertThat(workspace.doubles().reserve(0, 4).get(0)).isNaN();
        assertThat(workspace.doubles().reserve(0, 4).get(3)).isNaN();
    }
}
