package org.higher.internal.host.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WinogradWorkspaceTest {
    @Test
    void arraysAreNaNWhenHandedOutAgain() {
        float[] tile = WinogradWorkspace.ofThisThread().arrays(1, 3, 4)[2];
        tile[0] = 1;
        assertThat(WinogradWorkspace.ofThisThread().arrays(1, 3, 4)[2])
                .containsOnly(Float.NaN, Float.NaN, Float.NaN, Float.NaN);
    }
}
