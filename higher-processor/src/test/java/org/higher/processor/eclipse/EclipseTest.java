package org.higher.processor.eclipse;

import static com.google.common.truth.Truth.assertThat;
import static org.higher.processor.Compiling.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The builder of the Eclipse IDE, which has ecj in it and builds what has changed. */
class EclipseTest {
    private static final JavaFileObject LEAF = leaf("x.mul(w)", "");
    private static final JavaFileObject OTHER = other("@Functional", "@Trainable");

    private static final JavaFileObject NET =
            net("public Tensor forward(Tensor x) { return leaf.forward(x).relu(); }");

    private static final JavaFileObject USER =
            source(
                    "User",
                    """
                    public class User {
                        static Tensor run(Other other, Tensor x) {
                            FunctionalOther twin = FunctionalOther.of(other);
                            return twin.forward(twin.params(), x);
                        }
                    }
                    """);

    private static final JavaFileObject BASE =
            source(
                    "Base",
                    """
                    public abstract class Base {
                        private final Leaf leaf = new Leaf();
                        protected abstract Tensor act(Tensor x);
                        public Tensor forward(Tensor x) { return act(leaf.forward(x)); }
                    }
                    """);

    private static final JavaFileObject OPS =
            source(
                    "Ops",
                    """
                    final class Ops {
                        static Tensor twice(Leaf leaf, Tensor x) {
                            return leaf.forward(leaf.forward(x));
                        }
                    }
                    """);

    private static JavaFileObject deep(String result) {
        return source(
                "Deep",
                """
                @Functional public class Deep extends Base {
                    private final Leaf own = new Leaf();
                    @Override protected Tensor act(Tensor x) { return %s; }
                }
                """
                        .formatted(result));
    }

    @TempDir private static Path folder;

    private static EclipseBuild first;
    private static EclipseBuild bodyChanged;
    private static EclipseBuild memberAdded;
    private static EclipseBuild wrong;
    private static EclipseBuild corrected;
    private static EclipseBuild notAnnotated;
    private static EclipseBuild inherits;
    private static EclipseBuild inheritsStill;
    private static EclipseBuild inheritsWrong;

    private static JavaFileObject leaf(String result, String member) {
        return source(
                "Leaf",
                """
                @Functional public class Leaf {
                    @Trainable private Tensor w = Tensor.scalar(2);
                    public Tensor forward(Tensor x) { return %s; }
                    %s
                }
                """
                        .formatted(result, member));
    }

    private static JavaFileObject other(String onClass, String onField) {
        return source(
                "Other",
                """
                %s public class Other {
                    %s private Tensor w = Tensor.scalar(3);
                    public Tensor forward(Tensor x) { return x.mul(w); }
                }
                """
                        .formatted(onClass, onField));
    }

    private static JavaFileObject net(String forward) {
        return source(
                "Net",
                """
                @Functional public class Net {
                    private final Leaf leaf = new Leaf();
                    %s
                    static Tensor run(Net net, Tensor x) {
                        FunctionalNet twin = FunctionalNet.of(net);
                        return twin.forward(twin.params(), x);
                    }
                }
                """
                        .formatted(forward));
    }

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        JavaFileObject writes =
                net(
                        """
                        private int n;
                        public Tensor forward(Tensor x) {
                            n++;
                            return leaf.forward(x).mul(n);
                        }""");
        List<EclipseBuild> builds =
                EclipseBuild.of(
                        folder,
                        List.of(
                                List.of(LEAF, NET, OTHER, USER),
                                List.of(leaf("x.mul(w).relu()", "")),
                                List.of(leaf("x.mul(w).relu()", "int number;")),
                                List.of(writes),
                                List.of(NET),
                                List.of(other("", "")),
                                List.of(BASE, OPS, deep("Ops.twice(own, x)")),
                                List.of(deep("Ops.twice(own, x).relu()")),
                                List.of(
                                        deep(
                                                "Ops.twice(own, x).mul(++calls); } private int calls; {"))));
        first = builds.get(0);
        bodyChanged = builds.get(1);
        memberAdded = builds.get(2);
        wrong = builds.get(3);
        corrected = builds.get(4);
        notAnnotated = builds.get(5);
        inherits = builds.get(6);
        inheritsStill = builds.get(7);
        inheritsWrong = builds.get(8);
    }

    @Test
    void twinsAreFound() {
        assertThat(first.errors()).isEmpty();
        assertThat(first.generated().keySet())
                .containsExactly(
                        "FunctionalLeaf.java", "FunctionalNet.java", "FunctionalOther.java");
    }

    @Test
    void oneModelChangesOneTwin() {
        assertThat(bodyChanged.errors()).isEmpty();
        Map<String, String> before = first.generated();
        Map<String, String> after = bodyChanged.generated();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.keySet().stream().filter(f -> !after.get(f).equals(before.get(f))))
                .containsExactly("FunctionalLeaf.java");
    }

    /** What uses the model is compiled once more in the same build. */
    @Test
    void anotherMemberLeavesTwinsOfWhatUsesTheModel() {
        assertThat(memberAdded.errors()).isEmpty();
        assertThat(memberAdded.generated().keySet()).isEqualTo(first.generated().keySet());
    }

    @Test
    void errorsAreOnTheirLines() {
        String tag = "[" + Message.FORWARD_WRITES_FIELD.tag() + "]";
        assertThat(wrong.errors().stream().filter(e -> e.contains("[")).toList()).hasSize(1);
        assertThat(wrong.errors().toString()).contains("Net.java:7 " + tag);
        assertThat(wrong.generated()).doesNotContainKey("FunctionalNet.java");
        assertThat(corrected.errors()).isEmpty();
        assertThat(corrected.generated()).containsKey("FunctionalNet.java");
    }

    @Test
    void twinsOfNoModelAreRemoved() {
        assertThat(notAnnotated.generated().keySet())
                .containsExactly("FunctionalLeaf.java", "FunctionalNet.java");
        assertThat(notAnnotated.errors().toString()).contains("User.java:5 FunctionalOther cannot");
    }

    /** The superclass and the helper are class files then. */
    @Test
    void aModelIsCompiledWithoutTheFilesThatItsCodeIsIn() {
        assertThat(inherits.errors().toString()).doesNotContain("Deep.java");
        assertThat(inheritsStill.errors().toString()).doesNotContain("Deep.java");
        assertThat(inheritsStill.generated().get("FunctionalDeep.java"))
                .isNotEqualTo(inherits.generated().get("FunctionalDeep.java"));
        assertThat(inheritsStill.generated().get("FunctionalLeaf.java"))
                .isEqualTo(inherits.generated().get("FunctionalLeaf.java"));
        assertThat(inheritsWrong.errors().toString())
                .contains("Deep.java:5 [" + Message.FORWARD_WRITES_FIELD.tag() + "]");
    }
}
