package org.higher.processor.diagnostics;

import static com.google.common.truth.Truth.assertWithMessage;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;

/**
 * A piece of code on the page of a diagnostic: the first is wrong, on the lines that end with a
 * mark, the others are right.
 *
 * <p>Code without {@code @Functional} or {@code UpdateRule} stands for members of a model or rule.
 */
record PageExample(Message message, String packageName, String text) {
    private static final Path PAGES = Path.of("../docs/diagnostics");
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern MARK = Pattern.compile("//\\s*error\\b.*$");
    private static final Pattern COMPLETE =
            Pattern.compile("(?m)^ *@Functional|\\bUpdateRule<|^class Net ");
    private static final Pattern MODEL = Pattern.compile("@Functional\\s+class Net ");
    private static final Pattern TAG = Pattern.compile("(?s)^\\[(\\w+)\\] .*");

    private static final String HEAD =
            """
            package %s;
            import java.util.*;
            import java.util.function.*;
            import org.higher.annotations.*;
            import org.higher.tensor.Tensor;
            import org.nd4j.linalg.api.buffer.DataType;
            import org.nd4j.linalg.api.ndarray.INDArray;
            import org.nd4j.linalg.factory.Nd4j;
            import org.nd4j.linalg.ops.transforms.Transforms;
            """;

    private static final String LAYER =
            "@Functional interface Layer { Tensor forward(Tensor x); }\n";

    private static final String LINEAR =
            """
            @Functional class Linear implements Layer {
                @Trainable final Tensor weight = Tensor.scalar(2);
                Linear(int inputs, int outputs) {}
                @Override public Tensor forward(Tensor x) { return x.mul(weight); }
            }
            """;

    /** The examples of a page, in order. */
    static List<PageExample> of(Message message) throws IOException {
        String page = Files.readString(PAGES.resolve(message.tag() + ".md"));
        List<PageExample> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            String name = message.tag().toLowerCase(Locale.ROOT) + examples.size();
            examples.add(new PageExample(message, name, block.group(1)));
        }
        return examples;
    }

    boolean isOfRule() {
        return message.compareTo(Message.TRAINABLE_NOT_REAL) >= 0;
    }

    /** Whether it is a complete model called {@code Net} that can be run. */
    boolean canRun() {
        String code = code();
        return !isOfRule()
                && MODEL.matcher(code).find()
                && !code.contains(" Net(")
                && code.contains("Tensor forward(Tensor x)");
    }

    JavaFileObject file() {
        String code = code();
        String all =
                HEAD.formatted(packageName) + (isOfRule() ? "import org.higher.optim.*;\n" : "");
        all += code;
        if (!code.contains(" Layer {")) {
            all += LAYER + LINEAR;
        }
        return JavaFileObjects.forSourceString(packageName + ".Example", all);
    }

    private String code() {
        if (COMPLETE.matcher(text).find()) {
            return text;
        }
        return isOfRule() ? ruleOf(text) : modelOf(text);
    }

    private static String modelOf(String members) {
        String forward =
                members.contains(" forward(") ? "" : "Tensor forward(Tensor x) { return x; }\n";
        return "@Functional class Net {\n" + members + forward + "}\n";
    }

    private static String ruleOf(String members) {
        StringBuilder rule = new StringBuilder("class Rule implements UpdateRule<Tensor> {\n");
        rule.append(members);
        if (!members.contains("@Trainable")) {
            rule.append("@Trainable double lr = 0.1;\n");
        }
        rule.append("public Tensor init(Tensor p) { return p; }\n");
        if (!members.contains(" update(")) {
            rule.append("public Step<Tensor> update(Tensor p, Tensor g, Tensor s) {\n");
            rule.append("    return new Step<>(p.sub(g.mul(lr)), s);\n}\n");
        }
        return rule.append("}\n").toString();
    }

    /** Asserts that the tag of the page, and no other, is on the marked lines, and on no other. */
    void assertWrongIn(Compilation compilation) {
        assertWrong(compilation.diagnostics());
    }

    /** The same of what a compiler has found in {@link #file}. */
    void assertWrong(List<? extends Diagnostic<? extends JavaFileObject>> diagnostics) {
        TreeSet<String> expected = new TreeSet<>();
        List<String> lines = Compiling.text(file()).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (MARK.matcher(lines.get(i)).find()) {
                expected.add(message.tag() + " in line " + (i + 1) + ": " + lines.get(i).strip());
            }
        }
        TreeSet<String> actual = new TreeSet<>();
        diagnostics.stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR && d.getSource() != null)
                .filter(d -> d.getSource().getName().endsWith(file().getName()))
                .forEach(
                        d -> {
                            Matcher tag = TAG.matcher(d.getMessage(Locale.ROOT));
                            int line = (int) d.getLineNumber();
                            if (tag.matches()) {
                                String where = lines.get(line - 1).strip();
                                actual.add(tag.group(1) + " in line " + line + ": " + where);
                            }
                        });
        assertWithMessage("%s\n%s", Compiling.text(file()), diagnostics)
                .that(actual)
                .containsExactlyElementsIn(expected);
        assertWithMessage(text).that(expected).isNotEmpty();
    }

    @Override
    public String toString() {
        return packageName;
    }
}
