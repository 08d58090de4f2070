package org.higher.processor.codegen.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaFormatterTest {
    private static final String METHOD = "class A {\n    void m() {\n%s\n    }\n}\n";

    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    private static String formatted(String source) {
        JavaFormatter.Formatted formatted = JavaFormatter.format(source);
        assertThat(formatted.unformatted()).isEmpty();
        return formatted.text();
    }

    private static String body(String statements) {
        String text = formatted(METHOD.formatted(statements));
        return text.substring(text.indexOf("{\n", 15) + 2, text.lastIndexOf("\n    }\n}"));
    }

    @Test
    void joinsFields() {
        assertThat(
                        formatted(
                                "class A {\n    private int a;\n\n    private int b;\n\n"
                                        + "    static int c;\n}\n"))
                .isEqualTo(
                        "class A {\n    private int a;\n    private int b;\n\n"
                                + "    static int c;\n}\n");
    }

    @Test
    void leavesLinesThatFitAsTheyAre() {
        String body =
                String.join(
                        "\n",
                        "        int  a=1 ;  // with comments",
                        "",
                        "        /* and",
                        "              blank */ int b = a",
                        "          + 2; if (b > a) { b--; }",
                        "",
                        "",
                        "        String s = \"\"\"",
                        "    private int a;",
                        "",
                        "    private int b; \\\"\"\" // no comment",
                        "    \"\"\";",
                        "        switch (b) { case 1 -> a++; default -> {} }");
        assertThat(body(body)).isEqualTo(body);
    }

    @Test
    void breaksAStatementThatIsTooLong() {
        assertThat(
                        body(
                                "        int a = 1;\n\n        if (a > 2) {\n"
                                        + "            return new Step<>(p.sub(m.div(scale)),"
                                        + " new Adam.State(time, averages, squares, maxima)); // why\n"
                                        + "        }"))
                .isEqualTo(
                        "        int a = 1;\n\n        if (a > 2) {\n"
                                + "            return new Step<>(\n"
                                + "                    p.sub(m.div(scale)),"
                                + " new Adam.State(time, averages, squares, maxima)); // why\n"
                                + "        }");
    }

    @Test
    void keepsTheLinesOfABlockWithinAStatementThatIsTooLong() {
        assertThat(
                        body(
                                "        Tensor y = layers.stream().map(layer -> {\n"
                                        + "            Tensor  z = layer.forward(x); // blank\n\n"
                                        + "            return z;\n"
                                        + "        }).reduce(hidden, Tensor::add).mul(scale).add(FunctionalNamesOfLayers.offsetOfTheLastOne).add(1);"))
                .isEqualTo(
                        """
                        Tensor y =
                                layers.stream()
                                        .map(
                                                layer -> {
                                                    Tensor  z = layer.forward(x); // blank

                                                    return z;
                                                })
                                        .reduce(hidden, Tensor::add)
                                        .mul(scale)
                                        .add(FunctionalNamesOfLayers.offsetOfTheLastOne)
                                        .add(1);"""
                                .indent(8)
                                .replace("        \n", "\n")
                                .stripTrailing());
    }

    @Test
    void wrapsLineComments() {
        assertThat(body("        " + "// " + "word ".repeat(20).strip() + "\n        int a;"))
                .isEqualTo(
                        "        // "
                                + "word ".repeat(18).strip()
                                + "\n        // word word"
                                + "\n        int a;");
    }

    @Test
    void wrapsLineCommentsInAStatementThatIsTooLong() {
        assertThat(
                        body(
                                "        Tensor y = layers.stream()\n            // "
                                        + "word ".repeat(17).strip()
                                        + "\n            // last\n            .map(layer -> layer.forward(x))"
                                        + ".reduce(hidden, Tensor::add).mul(scale).add(offset).mul(other);"))
                .isEqualTo(
                        "        Tensor y =\n                layers.stream()\n                        // "
                                + "word ".repeat(14).strip()
                                + "\n                        // word word word"
                                + "\n                        // last"
                                + "\n                        .map(layer -> layer.forward(x))"
                                + "\n                        .reduce(hidden, Tensor::add)"
                                + "\n                        .mul(scale)"
                                + "\n                        .add(offset)"
                                + "\n                        .mul(other);");
    }

    @Test
    void readsUnicodeEscapes() {
        String body = "        String s = \\u0022 ; } { \\uu0022; char c = '\\u005c'';";
        assertThat(body(body)).isEqualTo(body);
    }

    @Test
    void breaksASwitchThatIsACaseOfAnother() {
        String result = "throw new IllegalArgumentException(\"an argument of a kind\");";
        String inner = "switch (b) { case 1 -> 2; default -> " + result + " }";
        String text =
                body(
                        "        int a = switch (b) {\n            case 1 -> "
                                + inner
                                + ";\n        };");
        assertThat(text.replaceAll("\\s+", " "))
                .isEqualTo(" int a = switch (b) { case 1 -> " + inner + "; };");
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void leavesTheConstantsOfALocalEnum() {
        String body =
                "        enum Kind { "
                        + "AAAAAAAAAAAAAAAA(\"x\"), BBBBBBBBBBBBBBBBBBBB(\"y\"), ".repeat(2)
                        + "CCCCCCCCCCCCCCCCCC }";
        assertThat(body(body)).isEqualTo(body);
    }

    @Test
    void breaksAStatementThatIsIndentedLessThanTheFirst() {
        assertThat(
                        body(
                                "                int a = 1;\n int b = plus("
                                        + "aaaaaaaaaaaaaaaaaaaa, ".repeat(5)
                                        + "a);"))
                .isEqualTo(
                        "        int a = 1;\nint b =\n        plus(\n"
                                + "                aaaaaaaaaaaaaaaaaaaa,\n".repeat(5)
                                + "                a);");
    }

    @Test
    void tellsTypeArgumentsFromComparisons() {
        String start = "        boolean averylongnameofavariablethatfillstheline = ";
        assertThat(body(start + "a < b && c > d >> 2 && (List<Map<K, V>>) e instanceof Foo<?> f;"))
                .isEqualTo(
                        start.stripTrailing()
                                + "\n                a < b && c > d >> 2"
                                + " && (List<Map<K, V>>) e instanceof Foo<?> f;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object averylongnameofavariablethatfillsmuchofalinebyitself = byte.class.describeConstable().orElseThrow();",
                "assert averylongnameofavariable.isOneOfThese() ? one.isEmpty() : another.isEmpty() : \"one of them is empty\";",
                "assert averylongnameofavariable.isOneOfThese() ? one.isEmpty() : anothervariablewithaverylongname.isEmpty();",
                "boolean isOrdered = elements instanceof Set<?> && !elements.spliterator().hasCharacteristics(ORDERED);",
                "boolean isOrdered = elements instanceof java.util.Set<String> && limit.of(elements) > SMALLEST_LIMIT_OF;",
                "boolean isOrdered = elements instanceof final Set<String> names && limit.of(names) > SMALLEST_OF_LIMITS;",
                "return integrator instanceof Integrator.Greedy<A, B> ? GREEDY_FLAGS_OF_THE_STAGE : SHORT_CIRCUIT_FLAGS_OF_IT;",
                "Objects.requireNonNull(someOuterObject).new InnerClassWithALongName(firstArgument, secondArgument, third);",
                "InnerClassWithALongName created = outer.new InnerClassWithALongName(firstArgument, secondArgument, third);",
                "int counted = outer.new InnerClassWithALongName(firstArgument, secondArgument, third).count().orElse(0);",
                "Node[] nodes = new Node[] {new ListNodeImplementation(FLOW, values.stream().map(value -> value.toNode()))};",
                "switch (x) {\n            case ARRAY -> throw new ListFailure(new Node[] {new ListNodeImplementation(FLOW, values, nodes)});\n        }",
                "nodes =\n                switch (x) {\n                    case ARRAY -> new Node[] {new ListNodeImplementation(FLOW, values.map(value -> value))};\n                };"
            })
    void breaksAsGoogleJavaFormatDoes(String statement) throws FormatterException {
        String text = METHOD.formatted("        " + statement);
        assertThat(formatted(text)).isEqualTo(FORMATTER.formatSource(text));
    }

    @Test
    void readsABackslashInAStringAsOne() {
        String body = "        String s = \"\\\\u\" + c + '\\\\' + \"\\\\u00g\";";
        assertThat(body(body)).isEqualTo(body);
    }

    @Test
    void fillsDocumentation() {
        String text = "Computes it. ".repeat(9).strip();
        assertThat(
                        formatted(
                                "/**\n * A.\n */\nclass A<T> {\n    /**\n     * "
                                        + text
                                        + "\n     * {@code x} more\n     *\n     * <p>Last.\n"
                                        + "     * @param <T> a type\n     * @return b */\n"
                                        + "    void m();\n}\n"))
                .isEqualTo(
                        """
                        /** A. */
                        class A<T> {
                            /**
                             * Computes it. Computes it. Computes it. Computes it. Computes it. Computes it. Computes it.
                             * Computes it. Computes it. {@code x} more
                             *
                             * <p>Last.
                             *
                             * @param <T> a type
                             * @return b
                             */
                            void m();
                        }
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int a = 'x;",
                "int a = 1; }",
                "int a = #;",
                "String s = \"\"\"\n x",
                "String s = \\u0022\\u0022\\u0022\n x\\u0022\\u0022\\u0022;"
            })
    void keepsAFileThatItCannotRead(String body) {
        String text = METHOD.formatted("        " + body);
        JavaFormatter.Formatted formatted = JavaFormatter.format(text);
        assertThat(formatted.text()).isEqualTo(text);
        assertThat(formatted.unformatted()).singleElement().asString().startsWith("the file (");
    }

    @Test
    void keepsAStatementThatItDoesNotKnowAndFormatsTheOthers() {
        String unknown =
                "unless (some.conditionWithALongName() otherwise another.conditionWithAMuchLongerName()) never\n"
                        + "                  happens(aLongArgument);";
        String known =
                "return new Step<>(p.sub(m.div(scale)), new Adam.State(time, averages, squares, maxima, limits));";
        JavaFormatter.Formatted formatted =
                JavaFormatter.format(
                        METHOD.formatted(
                                "        "
                                        + unknown
                                        + "\n        if (a) {\n            "
                                        + known
                                        + "\n        }"));
        assertThat(formatted.text())
                .isEqualTo(
                        METHOD.formatted(
                                "        "
                                        + unknown
                                        + "\n        if (a) {\n            "
                                        + known.replace(
                                                "Step<>(p", "Step<>(\n                    p")
                                        + "\n        }"));
        assertThat(formatted.unformatted())
                .singleElement()
                .asString()
                .startsWith("unless (some.conditionWithALongName() otherwise an");
    }

    @Test
    void keepsADeclarationThatItDoesNotKnow() {
        String unknown = "    private int value by lazy(aa) = 1;\n";
        String text = "class A {\n    int  a;\n" + unknown + "}\n";
        JavaFormatter.Formatted formatted = JavaFormatter.format(text);
        assertThat(formatted.text()).isEqualTo("class A {\n    int a;\n\n" + unknown + "}\n");
        assertThat(formatted.unformatted()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"int a = 1;", "int a = 2 > > 1;", "int a = 2 >> 1; ;", "long a = 2 >> 1;"})
    void keepsAFileWhoseTokensALayoutChanges(String changed) {
        String text = METHOD.formatted("        int a = 2 >> 1;");
        JavaFormatter.Formatted formatted =
                JavaFormatter.format(text, (code, unformatted) -> METHOD.formatted(changed));
        assertThat(formatted.text()).isEqualTo(text);
        assertThat(formatted.unformatted())
                .singleElement()
                .asString()
                .startsWith("the file (has become ");
    }

    @Test
    void keepsAFileThatALayoutFailsAt() {
        JavaFormatter.Formatted formatted =
                JavaFormatter.format(
                        "class A {}",
                        (code, unformatted) -> {
                            throw new IndexOutOfBoundsException("at 3");
                        });
        assertThat(formatted.text()).isEqualTo("class A {}");
        assertThat(formatted.unformatted())
                .containsExactly("the file (java.lang.IndexOutOfBoundsException: at 3)");
    }
}
