package org.higher.processor.twin.verification;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Complaint;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configuration that leads to parameters is an error where the source puts it there. */
class CapturesTest {
    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable Tensor w = Tensor.scalar(2);
                        public Tensor forward(Tensor x) { return x.mul(w); }
                    }
                    """);

    private static final List<JavaFileObject> OTHERS =
            List.of(
                    LEAF,
                    source("Step", "public interface Step { Tensor apply(Tensor x); }"),
                    source(
                            "Dense",
                            """
                            class Dense implements Step {
                                final Tensor w = Tensor.parameter(Tensor.scalar(1));
                                public Tensor apply(Tensor x) { return x.mul(w); }
                            }
                            """),
                    source(
                            "Head",
                            """
                            class Head implements UnaryOperator<Tensor> {
                                final Leaf leaf = new Leaf();
                                public Tensor apply(Tensor x) { return leaf.forward(x); }
                            }
                            """),
                    source(
                            "Template",
                            """
                            abstract class Template {
                                abstract Tensor block(Tensor x);
                                Tensor twice(Tensor x) { return block(block(x)); }
                            }
                            """),
                    source("Outer", "class Outer { Middle middle = new Middle(); }"),
                    source("Middle", "class Middle { Leaf leaf = new Leaf(); }"),
                    source("Weights", "record Weights<T>(T w) {}"));

    /** A model with a field of a functional type, a list of such, and code to fill them. */
    private static Complaint model(Message message, String excerpt, String name, String members) {
        return Complaint.of(
                message,
                excerpt,
                name,
                """
                @Functional public class %1$s {
                    private final Leaf first = new Leaf();
                    private final List<UnaryOperator<Tensor>> blocks = new ArrayList<>();
                    %2$s
                    public Tensor forward(Tensor x) {
                        Tensor y = first.forward(x);
                        for (UnaryOperator<Tensor> block : blocks) { y = block.apply(y); }
                        return y;
                    }
                }
                """
                        .formatted(name, members));
    }

    private static Complaint captures(String what, String name, String members) {
        return model(Message.CAPTURES_MODEL, " captures " + what + ": in the twin", name, members);
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                captures("first", "Adds", "{ blocks.add(t -> first.forward(t)); } // <<<"),
                captures("first", "AddsReference", "{ blocks.add(first::forward); } // <<<"),
                captures("this", "AddsSelf", "{ blocks.add(this::forward); } // <<<"),
                captures(
                        "first",
                        "AddsAll",
                        "{ Collections.addAll(blocks, Tensor::relu, x -> first.forward(x)); } // <<<"),
                captures(
                        "l",
                        "LocalLayer",
                        """
                        Leaf other; UnaryOperator<Tensor> act;
                        LocalLayer() {
                            Leaf l = new Leaf();
                            this.other = l;
                            this.act = x -> l.forward(x); // <<<
                        }
                        """),
                captures(
                        "layer",
                        "Parameter",
                        """
                        UnaryOperator<Tensor> act;
                        Parameter(Leaf layer) {
                            act = layer::forward; // <<<
                        }
                        """),
                captures(
                        "l",
                        "Factory",
                        """
                        UnaryOperator<Tensor> act;
                        private Factory(UnaryOperator<Tensor> act) { this.act = act; }
                        static Factory make() {
                            Leaf l = new Leaf();
                            return new Factory(l::forward); // <<<
                        }
                        """),
                captures(
                        "first",
                        "Helper",
                        """
                        UnaryOperator<Tensor> act = helper();
                        private UnaryOperator<Tensor> helper() {
                            return x -> first.forward(x); // <<<
                        }
                        """),
                captures(
                        "first",
                        "Setter",
                        """
                        UnaryOperator<Tensor> act = Tensor::relu;
                        void set(UnaryOperator<Tensor> f) { act = f; }
                        void useFirst() {
                            set(first::forward); // <<<
                        }
                        """),
                captures(
                        "first",
                        "Mapped",
                        """
                        Map<String, UnaryOperator<Tensor>> named = new HashMap<>();
                        Mapped() {
                            named.put("a", Tensor::relu);
                            named.put("b", first::forward); // <<<
                        }
                        """),
                captures(
                        "first",
                        "Composed",
                        """
                        Function<Tensor, Tensor> act =
                            ((Function<Tensor, Tensor>) Tensor::relu)
                                .andThen(x -> first.forward(x)); // <<<
                        """),
                captures(
                        "first",
                        "Anonymous",
                        """
                        Step act = new Step() {
                            public Tensor apply(Tensor x) {
                                return first.forward(x); // <<<
                            }
                        };
                        """),
                captures(
                        "w",
                        "LocalTensor",
                        """
                        @Trainable Tensor weight; UnaryOperator<Tensor> act;
                        LocalTensor(Tensor w) {
                            weight = w;
                            act = x -> x.mul(w); // <<<
                        }
                        """),
                captures(
                        "layers",
                        "LocalList",
                        """
                        UnaryOperator<Tensor> act;
                        LocalList() {
                            List<Leaf> layers = List.of(new Leaf());
                            act = x -> layers.get(0).forward(x); // <<<
                        }
                        """),
                captures(
                        "first",
                        "Chosen",
                        """
                        UnaryOperator<Tensor> act;
                        Chosen(boolean on) {
                            act = on ? Tensor::relu : first::forward; // <<<
                        }
                        """),
                captures(
                        "first",
                        "Wrapped",
                        """
                        java.util.concurrent.atomic.AtomicReference<UnaryOperator<Tensor>> act =
                            new java.util.concurrent.atomic.AtomicReference<>();
                        Wrapped() {
                            act.set(first::forward); // <<<
                        }
                        """),
                captures(
                        "first",
                        "FromStream",
                        """
                        List<UnaryOperator<Tensor>> all = java.util.stream.IntStream.range(0, 2)
                            .<UnaryOperator<Tensor>>mapToObj(i -> x -> first.forward(x)) // <<<
                            .toList();
                        """),
                captures("first", "AsObject", "Object held = first; // <<<"),
                hides("a Leaf", "DjlStyle", "{ blocks.add(new Leaf()::forward); } // <<<"),
                hides("a Leaf", "Untyped", "List<Object> all = List.of(new Leaf(), 1); // <<<"),
                hides("a Leaf", "Supplied", "Object made = Optional.of(new Leaf()); // <<<"),
                hides("a Head", "FunctionClass", "UnaryOperator<Tensor> h = new Head(); // <<<"),
                hides("a Dense", "OtherMethod", "Step s = new Dense(); // <<<"),
                hides(
                        "a Dense",
                        "ListOfSteps",
                        "List<Step> steps = List.of(Tensor::relu, new Dense()); // <<<"),
                hides(
                        "this tensor",
                        "ValueType",
                        """
                        Weights<Tensor> ws =
                            new Weights<>(Tensor.parameter(Tensor.scalar(1))); // <<<
                        """),
                hides(
                        "tensor t",
                        "LocalInValueType",
                        """
                        final Weights<Tensor> ws;
                        {
                            Tensor t = Tensor.parameter(Tensor.scalar(1));
                            ws = new Weights<>(t); // <<<
                        }
                        """),
                captures(
                        "QualifiedSelf.this",
                        "QualifiedSelf",
                        """
                        final Step step = new Step() {
                            public Tensor apply(Tensor x) {
                                return QualifiedSelf.this.first.forward(x); // <<<
                            }
                        };
                        """),
                captures(
                        "first",
                        "ChoosesByPattern",
                        """
                        final Step step;
                        ChoosesByPattern(int kind) {
                            step = switch (kind) {
                                case 0 -> Tensor::relu;
                                case 1 -> first::forward; // <<<
                                default -> { yield x -> x; }
                            };
                        }
                        """),
                captures(
                        "l",
                        "LocalClass",
                        """
                        Leaf other; Step step;
                        LocalClass() {
                            Leaf l = new Leaf();
                            class Twice implements Step {
                                public Tensor apply(Tensor x) { return l.forward(x); } // <<<
                            }
                            other = l;
                            step = new Twice();
                        }
                        """),
                captures(
                        "first",
                        "LocalClassInside",
                        """
                        Step step;
                        LocalClassInside() {
                            class Twice {
                                Tensor run(Tensor x) { return first.forward(x); } // <<<
                            }
                            step = new Step() {
                                public Tensor apply(Tensor x) { return new Twice().run(x); }
                            };
                        }
                        """),
                Complaint.of(
                        Message.CAPTURES_MODEL,
                        "field act captures l: in the twin",
                        "OfRecord",
                        """
                        @Functional public record OfRecord(Leaf leaf, UnaryOperator<Tensor> act) {
                            static OfRecord make() {
                                Leaf l = new Leaf();
                                return new OfRecord(l, l::forward); // <<<
                            }
                            public Tensor forward(Tensor x) { return act.apply(leaf.forward(x)); }
                        }
                        """),
                inherits(
                        "twice",
                        "InheritedMethod",
                        """
                        final Step step = new Step() {
                            public Tensor apply(Tensor x) { return twice(x); } // <<<
                        };
                        """),
                inherits("super", "SuperReference", "final Step step = super::twice; // <<<"),
                model(
                        Message.INNER_CLASS,
                        "Act is an inner class",
                        "InnerParent",
                        """
                        abstract class Act {
                            abstract Tensor run(Tensor x);
                            Tensor line(Tensor x) { return first.forward(x); }
                        }
                        final Act act = new Act() { // <<<
                            Tensor run(Tensor x) { return line(x); }
                        };
                        """),
                hides(
                        "this tensor",
                        "Queue",
                        "PriorityQueue<Tensor> ts = new PriorityQueue<>();"
                                + " { ts.add(Tensor.parameter(Tensor.scalar(1))); } // <<<"),
                model(
                        Message.UNANNOTATED_MODULE,
                        "field two is class Two, which may hold parameters",
                        "TwoDeep",
                        """
                        class Two { Outer outer = new Outer(); }
                        final Two two = new Two(); // <<<
                        """),
                model(
                        Message.INNER_CLASS,
                        "Block is an inner class",
                        "Inner",
                        """
                        class Block { Tensor run(Tensor x) { return first.forward(x); } }
                        final Block block = new Block(); // <<<
                        """));
    }

    private static Complaint inherits(String what, String name, String members) {
        return Complaint.of(
                Message.CAPTURES_MODEL,
                "field step captures " + what + ": in the twin",
                name,
                """
                @Functional public class %s extends Template {
                    private final Leaf leaf = new Leaf();
                    %s
                    @Override Tensor block(Tensor x) { return leaf.forward(x); }
                    public Tensor forward(Tensor x) { return step.apply(x); }
                }
                """
                        .formatted(name, members));
    }

    private static Complaint hides(String what, String name, String members) {
        return model(Message.HIDES_PARAMETERS, " holds " + what + ", whose", name, members);
    }

    private static Compilation compilation;
    private static Compilation early;

    private static Stream<Complaint> of(boolean beforeAttribution) {
        return complaints()
                .filter(c -> beforeAttribution == (c.message() == Message.UNANNOTATED_MODULE));
    }

    @BeforeAll
    static void compileAll() {
        compilation = compileTogether(of(false));
        early = compileTogether(of(true));
    }

    private static Compilation compileTogether(Stream<Complaint> complaints) {
        return compile(
                Stream.concat(OTHERS.stream(), complaints.map(Complaint::file))
                        .toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("complaints")
    void isAnErrorAtItsLine(Complaint complaint) {
        complaint.assertIn(complaint.message() == Message.UNANNOTATED_MODULE ? early : compilation);
    }

    @Test
    void functionsOfNothingAreFine() {
        JavaFileObject fine =
                source(
                        "Fine",
                        """
                                @Functional public class Fine {
                                    private final Leaf first = new Leaf();
                                    private final UnaryOperator<Tensor> act;
                                    private final List<UnaryOperator<Tensor>> blocks =
                                            new ArrayList<>();
                                    private final Map<String, Integer> sizes = new HashMap<>();
                                    private final Object lock = new Object();
                                    private final Comparator<String> order =
                                            Comparator.comparing(String::length);
                                    private final DoubleUnaryOperator curve;
                                    private final Step step = new Step() {
                                        public Tensor apply(Tensor x) { return x.relu(); }
                                    };

                                    public Fine(UnaryOperator<Tensor> act, double scale) {
                                        this.act = act;
                                        this.curve = v -> v * scale;
                                        Leaf other = new Leaf();
                                        sizes.put("other", size(other));
                                        blocks.add(Tensor::relu);
                                        blocks.add(x -> x.mul(scale));
                                        blocks.add(named("relu"));
                                        List.of("relu", "twice").stream()
                                            .map(name -> named(name))
                                            .forEach(blocks::add);
                                    }

                                    private static int size(Leaf leaf) { return 1; }

                                    private UnaryOperator<Tensor> named(String name) {
                                        return name.equals("relu") ? Tensor::relu : x -> x.mul(2);
                                    }

                                    public Tensor forward(Tensor x) {
                                        Tensor y = act.apply(first.forward(x));
                                        for (UnaryOperator<Tensor> block : blocks) {
                                            y = block.apply(y);
                                        }
                                        return step.apply(y.mul(curve.applyAsDouble(1)));
                                    }
                                }
                                """);
        Stream<JavaFileObject> files = Stream.concat(OTHERS.stream(), Stream.of(fine));
        assertThat(compile(files.toArray(JavaFileObject[]::new))).succeededWithoutWarnings();
    }
}
