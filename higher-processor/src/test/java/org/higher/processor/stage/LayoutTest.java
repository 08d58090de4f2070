package org.higher.processor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final String FIELDS = "    private int a;\n\n    private int b;\n";

    @Test
    void joinsFields() {
        assertThat(Layout.tidy("class A {\n" + FIELDS + "}\n"))
                .isEqualTo("class A {\n    private int a;\n    private int b;\n}\n");
    }

    @Test
    void leavesTextBlocksAlone() {
        String quotes =
                "        String s = \"\"\"\n    say \\\"\"\" or \"\" $1 \\\\\n"
                        + FIELDS
                        + "\"\"\";\n";
        String code = "class A {\n    void m() {\n" + quotes + quotes + "    }\n}\n";
        assertThat(Layout.tidy(code)).isEqualTo(code);
    }
}
