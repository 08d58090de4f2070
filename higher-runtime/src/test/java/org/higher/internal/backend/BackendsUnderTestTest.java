package org.higher.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Is skipped for each backend that the suites can't run on here, and says why. */
class BackendsUnderTestTest {
    static List<String> backends() {
        return BackendRegistry.instance().names();
    }

    @ParameterizedTest(name = "suites run on {0}")
    @MethodSource("backends")
    void suitesRunOn(String name) {
        try {
            assertThat(BackendRegistry.instance().backend(name).name()).isEqualTo(name);
        } catch (IllegalStateException missing) {
            Assumptions.abort("no suite runs on %s here: %s".formatted(name, missing.getMessage()));
        }
    }
}
