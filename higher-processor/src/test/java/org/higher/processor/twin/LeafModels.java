package org.higher.processor.twin;

import static org.higher.processor.Compiling.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;

/** Models by name, which may use a leaf, and whose twins must compute what they do. */
final class LeafModels {
    static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable private Tensor w = Tensor.scalar(2);
                        public Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    private final Map<String, String> texts = new TreeMap<>();

    /** A model that has a leaf, and the members of a text. */
    void add(String name, String members) {
        addWhole(
                name,
                "@Functional class %s {\n    private final Leaf leaf = new Leaf();\n%s}\n"
                        .formatted(name, members));
    }

    /** The same, whose {@code forward} has the leaf's output in {@code y}, and returns it. */
    void add(String name, String members, String statements) {
        add(name, members + forward(statements, "y"));
    }

    /** A model of this kind whose {@code forward} writes a field, in a line that is marked. */
    static Complaint writing(
            String name, String field, String members, String statements, String result) {
        return Complaint.of(
                Message.FORWARD_WRITES_FIELD,
                "forward must not write field " + field + ":",
                name,
                "@Functional class %s {\n    private final Leaf leaf = new Leaf();\n%s\n%s}\n"
                        .formatted(name, members, forward(statements, result)));
    }

    private static String forward(String statements, String result) {
        return """
                Tensor forward(Tensor x) {
                    Tensor y = leaf.forward(x);
                    %s
                    return %s;
                }
            """
                .formatted(statements, result);
    }

    /** A model as it is; that in another class is named {@code Other.Model}. */
    void addWhole(String name, String text) {
        texts.put(name, text);
    }

    List<String> names() {
        return List.copyOf(texts.keySet());
    }

    JavaFileObject file(String name) {
        return source(name.replaceFirst("\\..*", ""), texts.get(name));
    }

    /** All of them, and the leaf. */
    List<JavaFileObject> files() {
        List<JavaFileObject> files = new ArrayList<>(List.of(LEAF));
        names().forEach(name -> files.add(file(name)));
        return files;
    }
}
