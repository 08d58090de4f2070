package org.higher.processor.twin;

import static com.google.common.truth.Truth.assertThat;
import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.testing.compile.Compilation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fields that forward writes: state that no result depends on, and layers that are created late.
 */
class WrittenFieldsTest extends TwinAgreement {
    private static final LeafModels MODELS = new LeafModels();

    private static void late(String name, String members) {
        MODELS.addWhole(
                name,
                """
                @Functional class %1$s {
                    private static final System.Logger LOG = System.getLogger("a");
                    %1$s() { forward(Tensor.scalar(1)); }
                    %1$s(int unused) {}
                %2$s
                }
                """
                        .formatted(name, members));
    }

    static {
        MODELS.add(
                "Counts",
                """
                    private int calls;
                    @Buffer private long also;
                    int calls() { return calls; }
                    Tensor forward(Tensor x) { calls++; this.also += 2; return leaf.forward(x); }
                """);
        MODELS.add(
                "Keeps",
                """
                    private int[] shape;
                    private Tensor last;
                    private String note = "";
                    int[] shape() { return shape; }
                    Tensor last() { return last; }
                    Tensor forward(Tensor x) {
                        shape = x.shape();
                        this.last = leaf.forward(x);
                        note = "n" + shape.length;
                        return last.tanh().add(note.length());
                    }
                """);
        MODELS.add(
                "KeepsForOthers",
                """
                    private Tensor input;
                    private int i;
                    private Tensor body() { return leaf.forward(input).add(inner()); }
                    private Tensor inner() { return input; }
                    Tensor forward(Tensor x) {
                        this.input = x;
                        i = 0;
                        while (i < 3) {
                            i++;
                        }
                        return body().add(i);
                    }
                """);
        MODELS.add(
                "Logs",
                """
                    private static final System.Logger LOG = System.getLogger("a");
                    private long calls;
                    private double sum;
                    Tensor forward(Tensor x) {
                        calls++;
                        if (calls % 2 == 0) {
                            LOG.log(System.Logger.Level.TRACE, "calls " + calls);
                        }
                        sum = sum + calls;
                        LOG.log(System.Logger.Level.TRACE, "sum " + sum);
                        return leaf.forward(x);
                    }
                """);
        late(
                "LateLayer",
                """
                    private Leaf leaf;
                    Tensor forward(Tensor x) {
                        if (leaf == null) leaf = new Leaf();
                        return leaf.forward(x);
                    }
                """);
        late(
                "LateLayers",
                """
                    private Leaf one;
                    private List<Leaf> more;
                    private boolean built;
                    private void build() { one = new Leaf(); built = true; }
                    Tensor forward(Tensor x) {
                        if (!built) {
                            LOG.log(System.Logger.Level.TRACE, "building");
                            build();
                        } else {
                            x = x.add(1);
                        }
                        if (null == this.more) { more = List.of(new Leaf(), new Leaf()); }
                        for (Leaf l : more) { x = l.forward(x); }
                        return one.forward(x);
                    }
                """);
        late(
                "LateListByFlag",
                """
                    private List<Leaf> layers;
                    private boolean built;
                    Tensor forward(Tensor x) {
                        if (!built) {
                            layers = new ArrayList<>(List.of(new Leaf()));
                            layers.add(new Leaf());
                            built = true;
                        }
                        for (Leaf l : layers) { x = l.forward(x); }
                        return x;
                    }
                """);
        late(
                "LateListReversed",
                """
                    private List<Leaf> layers;
                    Tensor forward(Tensor x) {
                        if (null == layers) {
                            layers = new ArrayList<>(List.of(new Leaf()));
                            layers.add(new Leaf());
                        }
                        for (Leaf l : layers) { x = l.forward(x); }
                        return x;
                    }
                """);
        late(
                "LateParameter",
                """
                    @Trainable private Tensor w;
                    Tensor forward(Tensor x) {
                        if (w == null) { w = Tensor.parameter(Tensor.scalar(3)); }
                        return x.mul(w);
                    }
                """);
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                state("UsesCount", "n", "private int n;", "n++; y = x.mul(n);"),
                state("UsesSum", "n", "private int n;", "n = n + 1; y = x.mul(n);"),
                state("UsesOther", "n", "private int n, m;", "n++; m = n; y = x.mul(m);"),
                state("UsesInExpression", "n", "private int n;", "y = x.mul(n++);"),
                state("UsesInCondition", "n", "private int n;", "n++; if (n > 1) y = x.tanh();"),
                state("UsesInLoop", "n", "private int n;", "while (n < 3) { n++; y = y.tanh(); }"),
                state(
                        "UsesInSwitch",
                        "n",
                        "private int n;",
                        "n++; switch (n) { case 1: y = x.tanh(); }"),
                state("Throws", "n", "private int n;", "if (n++ > 3) throw new Error();"),
                state(
                        "UsesFlag",
                        "done",
                        "private boolean done;",
                        "if (!done) { done = true; y = x.tanh(); }"),
                state(
                        "LeaksInUpdate",
                        "n",
                        "private int n;",
                        "int[] o = {0}; n = n + (o[0] = n); y = x.mul(o[0]);"),
                state(
                        "LeaksInLog",
                        "n",
                        "private int n;",
                        "int[] o = {0}; n++; System.out.println(o[0] = n); y = x.mul(o[0]);"),
                state(
                        "LeaksByMethod",
                        "n",
                        "private int n; private int next() { n = n + 1; return n; } // <<<",
                        "y = x.mul(next());"),
                state("Caches", "h", "private Tensor h;", "if (h == null) h = x.mul(w); y = h;"),
                state(
                        "Averages",
                        "h",
                        "private Tensor h = Tensor.scalar(1);",
                        "h = h.mul(0.9).add(x); "),
                state(
                        "MayWrite",
                        "h",
                        "private Tensor h;",
                        "if (x.item() > 0) { h = x; } y = h.tanh();"),
                state("IsOpen", "n", "int n;", "n++;"),
                Complaint.of(
                        Message.FORWARD_CREATES_MODULE,
                        "the parameters of Leaf would not be in Params",
                        "AlwaysCreates",
                        """
                        @Functional class AlwaysCreates {
                            private Leaf leaf;
                            Tensor forward(Tensor x) {
                                leaf = new Leaf(); // <<<
                                return leaf.forward(x);
                            }
                        }
                        """),
                Complaint.of(
                        Message.FORWARD_CREATES_MODULE,
                        "the parameters of Leaf would not be in Params",
                        "CreatesAgain",
                        """
                        @Functional class CreatesAgain {
                            private Leaf leaf;
                            Tensor forward(Tensor x) {
                                if (leaf == null || x.item() > 1) {
                                    leaf = new Leaf(); // <<<
                                }
                                return leaf.forward(x);
                            }
                        }
                        """));
    }

    private static Complaint state(String name, String field, String declared, String body) {
        return Complaint.of(
                Message.FORWARD_WRITES_FIELD,
                "forward must not write field " + field,
                name,
                """
                @Functional class %s {
                    @Trainable private Tensor w = Tensor.scalar(2);
                    %s
                    Tensor forward(Tensor x) {
                        Tensor y = x.mul(w);
                        %s // <<<
                        return y;
                    }
                }
                """
                        .formatted(name, declared, body));
    }

    private Compilation wrong;

    static List<String> lateNames() {
        return MODELS.names().stream().filter(n -> n.startsWith("Late")).toList();
    }

    WrittenFieldsTest() {
        super(MODELS, List.of());
    }

    @BeforeAll
    void compileRefused() {
        List<JavaFileObject> refused = new ArrayList<>(List.of(LeafModels.LEAF));
        complaints().map(Complaint::file).forEach(refused::add);
        wrong = compile(refused.toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(wrong);
    }

    @ParameterizedTest
    @MethodSource("lateNames")
    void aTwinAsksForTheModelToRunFirst(String name) throws ReflectiveOperationException {
        Object model = create("p." + name, 0);
        Object twin = call(twinClass(name), "of", null, model);
        InvocationTargetException thrown =
                assertThrows(
                        InvocationTargetException.class,
                        () -> call(twin.getClass(), "params", twin));
        assertThat(thrown)
                .hasCauseThat()
                .hasMessageThat()
                .contains("has not run yet; run the model once before you ask for the twin's");
        call(model.getClass(), "forward", model, Tensor.scalar(1));
        assertThat(call(twin.getClass(), "params", twin)).isNotNull();
    }

    @Test
    void stateIsOfTheBoundTwin() throws ReflectiveOperationException {
        Object model = create("p.Counts");
        call(model.getClass(), "forward", model, Tensor.scalar(1));
        Object twin = call(twinClass("Counts"), "of", null, model);
        Object bound = call(twin.getClass(), "bind", twin, call(twin.getClass(), "params", twin));
        call(bound.getClass(), "forward", bound, Tensor.scalar(1));
        call(bound.getClass(), "forward", bound, Tensor.scalar(1));
        assertThat(call(bound.getClass(), "calls", bound)).isEqualTo(3);
        assertThat(call(model.getClass(), "calls", model)).isEqualTo(1);
    }

    @Test
    void aKeptTensorIsThatOfTheBoundTwin() throws ReflectiveOperationException {
        Object model = create("p.Keeps");
        call(model.getClass(), "forward", model, Tensor.scalar(1));
        Object twin = call(twinClass("Keeps"), "of", null, model);
        Object bound = call(twin.getClass(), "bind", twin, call(twin.getClass(), "params", twin));
        assertThat(call(bound.getClass(), "last", bound)).isNull();
    }

    @Test
    void otherModelsMayNotAskForState() {
        Complaint complaint =
                Complaint.of(
                        Message.METHOD_NOT_IN_TWIN,
                        "calls() is not in the twin of Counts, because it tells what earlier calls"
                                + " have left in field calls",
                        "Asks",
                        """
                        @Functional class Asks {
                            private final Counts counts = new Counts();
                            Tensor forward(Tensor x) {
                                return counts.forward(x).mul(counts.calls()); // <<<
                            }
                        }
                        """);
        complaint.assertIn(compile(LeafModels.LEAF, MODELS.file("Counts"), complaint.file()));
    }

    private Class<?> twinClass(String name) throws ClassNotFoundException {
        return running().loadClass("p.Functional" + name);
    }

    private Object create(String name, Object... arguments) throws ReflectiveOperationException {
        var constructor =
                Arrays.stream(running().loadClass(name).getDeclaredConstructors())
                        .filter(c -> c.getParameterCount() == arguments.length)
                        .findFirst()
                        .orElseThrow();
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    private static Object call(Class<?> type, String name, Object on, Object... arguments)
            throws ReflectiveOperationException {
        Method method =
                Stream.concat(
                                Arrays.stream(type.getDeclaredMethods()),
                                Arrays.stream(type.getMethods()))
                        .filter(m -> m.getName().equals(name))
                        .filter(m -> m.getParameterCount() == arguments.length)
                        .filter(m -> !m.isBridge() || m.isDefault())
                        .findFirst()
                        .orElseThrow();
        method.setAccessible(true);
        return method.invoke(on, arguments);
    }
}
