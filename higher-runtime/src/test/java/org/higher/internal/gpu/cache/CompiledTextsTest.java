package org.higher.internal.gpu.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledTextsTest {
    /** What a driver has made of a text. */
    private static final class Compiled {
        final String name;

        Compiled(String name) {
            this.name = name;
        }
    }

    private final List<String> released = new ArrayList<>();
    private final CompiledTexts<Compiled> texts = new CompiledTexts<>(c -> releasing(c.name));
    private int count;

    private Runnable releasing(String name) {
        return () -> released.add(name);
    }

    private Compiled of(String text) {
        return texts.of(text, () -> new Compiled(text + count++));
    }

    @Test
    void aTextInUseIsKeptAndAnUnusedOneReleased() throws InterruptedException {
        Compiled used = of("used");
        assertThat(of("unused").name).isEqualTo("unused1");
        for (int i = 0; i < 200 && released.isEmpty(); i++) {
            System.gc();
            Thread.sleep(10);
            assertThat(of("used")).isSameAs(used);
        }
        assertThat(released).containsExactly("unused1");
        assertThat(of("unused").name).isEqualTo("unused2");
    }
}
