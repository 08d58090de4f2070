package org.higher.processor.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.higher.processor.text.Splicer;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final String FIELDS = "    private int a;\n\n    private int b;\n";

    @Test
    void joinsFields() {
        assertThat(Layout.tidy("class A {\n" + FIELDS + "}\n"))
                .isEqualTo("class A {\n    private int a;\n    private int b;\n}\n");
    }

    @Test
    void leavesCopiedBodiesAlone() {
        String before = "class A {\n    void m() {\n";
        String body =
                "        // a very long comment that says what every interface of the whole package extends {\n"
                        + "        String s = \"\"\"\n    \\\"\"\" or \"\" $1 \\\n"
                        + FIELDS
                        + "\"\"\";\n";
        String after = "    }\n}\n";
        String marked =
                "        "
                        + Splicer.BODY_START
                        + "\n"
                        + body
                        + "        "
                        + Splicer.BODY_END
                        + "\n";
        assertThat(Layout.tidy(before + marked + after + before + marked + after))
                .isEqualTo(before + body + after + before + body + after);
    }
}
