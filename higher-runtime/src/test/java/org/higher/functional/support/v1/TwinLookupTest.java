package org.higher.functional.support.v1;

import static org.assertj.core.api.Assertions.assertThat;

import org.higher.nn.Linear;
import org.junit.jupiter.api.Test;

class TwinLookupTest {
    @Test
    void modelsAreToldFromOtherClasses() {
        assertThat(TwinLookup.hasTwin(Linear.class)).isTrue();
        assertThat(TwinLookup.hasTwin(TwinLookupTest.class)).isFalse();
        assertThat(TwinLookup.hasTwin(String.class)).isFalse();
    }
}
