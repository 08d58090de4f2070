package org.higher.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class CompileTimeTest {
    @Test
    void bothBuildsSucceed() {
        assertThatCode(() -> CompileTime.main(new String[] {"3", "1"})).doesNotThrowAnyException();
    }
}
