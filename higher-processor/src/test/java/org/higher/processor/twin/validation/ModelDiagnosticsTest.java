package org.higher.processor.twin.validation;

import static com.google.common.truth.Truth.assertThat;
import static org.higher.processor.Compiling.compile;
import static org.higher.processor.Compiling.source;

import com.google.testing.compile.Compilation;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.higher.processor.Compiling;
import org.higher.processor.Complaint;
import org.higher.processor.Wrapping;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a model: each message, on the user's line. */
class ModelDiagnosticsTest {
    private static final JavaFileObject LEAF =
            source(
                    "Leaf",
                    """
                    @Functional public class Leaf {
                        @Trainable Tensor w = Tensor.scalar(2);
                        double slope;
                        int calls;
                        public Tensor forward(Tensor x) { return x.mul(w); }
                        public int count() { return calls++; }
                    }
                    """);

    private static final JavaFileObject LAYER =
            source("Layer", "@Functional public interface Layer { Tensor forward(Tensor x); }");

    private static final JavaFileObject PLAIN =
            source("Plain", "public interface Plain { Tensor forward(Tensor x); }");

    private static final JavaFileObject BASE =
            source(
                    "Base",
                    """
                    public class Base extends q.Far {
                        protected int number;
                        void inherited() {}
                    }
                    """);

    private static final JavaFileObject FAR =
            Compiling.file(
                    "q.Far",
                    """
                    package q;
                    public class Far {
                        protected static org.higher.tensor.Tensor guarded() { return null; }
                        protected static class Guarded {}
                    }
                    """);

    private static final JavaFileObject BOX =
            source("Box", "public record Box<L extends Leaf>(L content) {}");

    /** The body of a model in which much can go wrong. */
    private static Complaint body(Message message, String excerpt, String name, String body) {
        return Complaint.of(
                message,
                excerpt,
                name,
                """
                @Functional public class %1$s extends Base {
                    private static Tensor hidden = Tensor.scalar(1);
                    class Inner {}
                    @Trainable private Tensor w = Tensor.scalar(1);
                    private Leaf leaf = new Leaf();
                    private final int[] counts = {0};
                    double slope;
                    public Tensor forward(Tensor x) {
                        %2$s // <<<
                        return x;
                    }
                    static void show(Object o) {}
                }
                """
                        .formatted(name, body));
    }

    private static Complaint field(Message message, String excerpt, String name, String field) {
        return Complaint.of(
                message,
                excerpt,
                name,
                """
                @Functional public class %1$s {
                    %2$s // <<<
                    @Trainable private Tensor w;
                    public Tensor forward(Tensor x) { return x; }
                    Tensor help(Tensor x) { return x; }
                }
                """
                        .formatted(name, field));
    }

    static Stream<Complaint> complaints() {
        return Stream.of(
                Complaint.of(
                        Message.NOT_A_MODEL,
                        "@Functional E is an enum",
                        "E",
                        "@Functional enum E { A; Tensor forward(Tensor x) { return x; } } // <<<"),
                Complaint.of(
                        Message.ABSTRACT_MODEL,
                        "@Functional class Abs is abstract",
                        "Abs",
                        "@Functional abstract class Abs { abstract Tensor forward(Tensor x); } // <<<"),
                Complaint.of(
                        Message.GENERIC_MODEL,
                        "type parameter L of @Functional Gen is bounded by what bound twins are not",
                        "Gen",
                        "@Functional class Gen<L extends Leaf & Runnable> { Tensor forward(Tensor x) { return x; } } // <<<"),
                Complaint.of(
                        Message.GENERIC_MODEL,
                        "type parameter T of @Functional Generic is one of an interface",
                        "Generic",
                        "@Functional interface Generic<T> { Tensor forward(Tensor x); } // <<<"),
                Complaint.of(
                        Message.GENERIC_MODEL,
                        "type parameter L of @Functional Both is bounded by several modules",
                        "Both",
                        "@Functional class Both<L extends Leaf & Layer> { Tensor forward(Tensor x) { return x; } } // <<<"),
                Complaint.of(
                        Message.RESERVED_NAME,
                        "type parameter Bound would hide",
                        "NamedBound",
                        "@Functional class NamedBound<Bound> { Tensor forward(Tensor x) { return x; } } // <<<"),
                Complaint.of(
                        Message.RESERVED_NAME,
                        "type parameter Params would hide",
                        "NamedParams",
                        "@Functional class NamedParams<Params extends Leaf> { Tensor forward(Tensor x) { return x; } } // <<<"),
                Complaint.of(
                        Message.INACCESSIBLE_MODEL,
                        "@Functional class Hidden must be",
                        "HasHidden",
                        """
                        class HasHidden {
                            @Functional private static class Hidden { Tensor forward(Tensor x) { return x; } } // <<<
                        }
                        """),
                Complaint.of(
                        Message.INACCESSIBLE_MODEL,
                        "@Functional class Inner must be",
                        "HasInner",
                        """
                        class HasInner {
                            @Functional class Inner { Tensor forward(Tensor x) { return x; } } // <<<
                        }
                        """),
                Complaint.of(
                        Message.NO_FORWARD,
                        "@Functional class Still has no forward method, nor another",
                        "Still",
                        "@Functional class Still { private Tensor run(Tensor x) { return x; } } // <<<"),
                Complaint.of(
                        Message.RESERVED_NAME,
                        "method bind() would hide",
                        "Binding",
                        """
                        @Functional(method = "bind") interface Binding {
                            Tensor bind(); // <<<
                        }
                        """),
                Complaint.of(
                        Message.RESERVED_NAME,
                        "method params() would hide",
                        "Having",
                        """
                        @Functional interface Having {
                            Tensor forward(Tensor x);
                            Tensor params(); // <<<
                        }
                        """),
                Complaint.of(
                        Message.NO_SUCH_METHOD,
                        "names method call, which Misnamed does not declare",
                        "Misnamed",
                        """
                        @Functional(method = {"run", "call"}) class Misnamed { // <<<
                            Tensor run(Tensor x) { return x; }
                            static Tensor call(Tensor x) { return x; }
                        }
                        """),
                Complaint.of(
                        Message.NO_SUCH_METHOD,
                        "names method run, which Closed does not declare",
                        "Closed",
                        """
                        @Functional(method = "run") class Closed { // <<<
                            private Tensor run(Tensor x) { return x; }
                        }
                        """),
                Complaint.of(
                        Message.RESERVED_NAME,
                        "method bind() would hide a generated member of the twin's FunctionalModule",
                        "Binds",
                        """
                        @Functional(method = "bind") class Binds {
                            Tensor bind() { return Tensor.scalar(1); } // <<<
                        }
                        """),
                Complaint.of(
                        Message.TWIN_NAME_TAKEN,
                        "would be called FunctionalNameTaken",
                        "NameTaken",
                        """
                        @Functional class NameTaken { Tensor forward(Tensor x) { return x; } }
                        class Name {
                            @Functional static class Taken { Tensor forward(Tensor x) { return x; } } // <<<
                        }
                        """),
                field(
                        Message.UNANNOTATED_TENSOR,
                        "Tensor field t is neither a parameter nor a buffer",
                        "Bare",
                        "Tensor t;"),
                field(
                        Message.UNANNOTATED_TENSOR,
                        "Tensor field ts is neither",
                        "BareList",
                        "List<Tensor> ts;"),
                field(
                        Message.PARAMETER_NOT_TENSOR,
                        "@Trainable field rate is double",
                        "Number",
                        "@Trainable double rate;"),
                field(
                        Message.PARAMETER_NOT_TENSOR,
                        "@Buffer field seen is java.util.PriorityQueue",
                        "HeapOf",
                        "@Buffer PriorityQueue<Tensor> seen;"),
                field(
                        Message.UNSUPPORTED_CONTAINER,
                        "field leaves2 is java.util.PriorityQueue",
                        "Many",
                        "PriorityQueue<Leaf> leaves2;"),
                field(
                        Message.UNSUPPORTED_CONTAINER,
                        "field byThing is java.util.Map",
                        "ByThing",
                        "Map<Object, Leaf> byThing;"),
                field(
                        Message.UNANNOTATED_MODULE,
                        "field layer is interface Plain, which may hold parameters",
                        "Poly",
                        "Plain layer;"),
                field(
                        Message.UNANNOTATED_MODULE,
                        "field block is class Block",
                        "HasBlock",
                        "Block block; class Block { Leaf leaf; }"),
                field(
                        Message.UNANNOTATED_MODULE,
                        "declare it by a @Functional interface with the methods that are called, and"
                                + " let Base implement that",
                        "HasAbstract",
                        "Base base; abstract static class Base { abstract Tensor forward(Tensor x); }"),
                field(
                        Message.RESERVED_NAME,
                        "field leaves would hide a generated member of the twin's Params",
                        "Leaves",
                        "@Trainable Tensor leaves;"),
                field(
                        Message.RESERVED_NAME,
                        "method params() would hide a generated member of the twin's Bound",
                        "OwnParams",
                        "int params() { return 0; }"),
                field(
                        Message.PRIVATE_TYPE,
                        "type p.PrivateMode.Mode is private",
                        "PrivateMode",
                        "Mode mode; private static class Mode { int a; }"),
                body(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field slope: the twin is stateless; hold the value in a"
                                + " Tensor annotated @Buffer, or use a local variable",
                        "Writes",
                        "slope = 2;"),
                body(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field slope",
                        "Increments",
                        "this.slope++;"),
                body(
                        Message.FORWARD_WRITES_FIELD,
                        "field w: the twin is stateless; annotate it @Buffer or use a local variable",
                        "WritesTensor",
                        "w = x;"),
                body(
                        Message.FORWARD_WRITES_FIELD,
                        "field leaf: the twin is stateless; create modules where the field is declared",
                        "WritesModule",
                        "leaf = leaf;"),
                body(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field counts",
                        "Counts",
                        "(counts)[0] += 1;"),
                body(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field slope",
                        "WritesOther",
                        "leaf.slope = 1;"),
                Complaint.of(
                        Message.FORWARD_WRITES_FIELD,
                        "forward must not write field slope",
                        "WritesInHelper",
                        """
                        @Functional class WritesInHelper {
                            double slope;
                            Tensor forward(Tensor x) { bump(); return x; }
                            private void bump() {
                                slope *= 2; // <<<
                            }
                        }
                        """),
                body(
                        Message.FORWARD_CREATES_MODULE,
                        "the parameters of Leaf would not be in Params",
                        "Creates",
                        "new Leaf().forward(x);"),
                body(
                        Message.FORWARD_CREATES_MODULE,
                        "the parameters of Leaf",
                        "CreatesByReference",
                        "Supplier<Leaf> s = Leaf::new;"),
                body(
                        Message.FORWARD_CREATES_MODULE,
                        "the parameters of Layer",
                        "CreatesAnonymous",
                        "Object o = new Layer() { public Tensor forward(Tensor t) { return t; } };"),
                body(
                        Message.FORWARD_CREATES_MODULE,
                        "the parameters of Layer",
                        "CreatesLocal",
                        "class L implements Layer { public Tensor forward(Tensor t) { return t; } }"),
                body(
                        Message.MODULE_OBJECT,
                        "would not mean the same in the twin",
                        "AsksOwnHash",
                        "int h = this.hashCode();"),
                Complaint.of(
                        Message.MODULE_OBJECT,
                        "(Leaf)raw.get(0) would not mean the same in the twin",
                        "CastsRaw",
                        """
                        @Functional class CastsRaw {
                            @SuppressWarnings("rawtypes") private final List raw = List.of(new Leaf());
                            Tensor forward(Tensor x) {
                                return ((Leaf) raw.get(0)).forward(x); // <<<
                            }
                        }
                        """),
                body(
                        Message.MODULE_LEAVES,
                        "Box<...> knows only the original Leaf, not its twin; leave the bound",
                        "Boxes",
                        "record Pair(Box<Leaf> a) {}"),
                Complaint.of(
                        Message.PRIVATE_MEMBER,
                        "Pair() is private to p.MakesPrivate.Pair",
                        "MakesPrivate",
                        """
                        @Functional class MakesPrivate {
                            static class Pair { private Pair() {} double a; }
                            Tensor forward(Tensor x) {
                                return x.mul(new Pair().a); // <<<
                            }
                        }
                        """),
                body(
                        Message.PRIVATE_TYPE,
                        "type q.Far.Guarded is protected in q: p.FunctionalNamesFar.Bound cannot name it;"
                                + " make it public",
                        "NamesFar",
                        "Guarded g = null;"),
                body(
                        Message.THIS_ESCAPES,
                        "in the twin it is FunctionalEscapes.Bound instead of Escapes",
                        "Escapes",
                        "show(this);"),
                body(
                        Message.THIS_ESCAPES,
                        "this must not leave forward",
                        "EscapesFromLambda",
                        "Supplier<Object> s = () -> EscapesFromLambda.this;"),
                body(
                        Message.PRIVATE_STATIC,
                        "hidden is private: p.FunctionalWritesHidden.Bound, which copies this code",
                        "WritesHidden",
                        "hidden = x.mul(hidden);"),
                body(
                        Message.PRIVATE_STATIC,
                        "hidden is private",
                        "WritesHiddenQualified",
                        "WritesHiddenQualified.hidden = x;"),
                Complaint.of(
                        Message.NO_SOURCE,
                        "get() is code of java.util.ArrayList",
                        "WithoutSource",
                        """
                        @SuppressWarnings("serial")
                        @Functional class WithoutSource extends ArrayList<Double> {
                            Tensor forward(Tensor x) {
                                return x.mul(get(0)); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.NO_SOURCE,
                        "super.get() is code of java.util.ArrayList",
                        "SuperWithoutSource",
                        """
                        @SuppressWarnings("serial")
                        @Functional class SuperWithoutSource extends ArrayList<Double> {
                            Tensor forward(Tensor x) {
                                return x.mul(super.get(0)); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.OTHER_OVERLOAD,
                        "scale() has overloads that Scales does not see here and OtherOverload does",
                        "OtherOverload",
                        """
                        abstract class Scales {
                            Tensor scale(Object x) { return ((Tensor) x).mul(2); }
                            Tensor forward(Tensor x) {
                                return scale(x); // <<<
                            }
                        }
                        @Functional class OtherOverload extends Scales {
                            Tensor scale(Tensor x) { return x.mul(3); }
                        }
                        """),
                body(
                        Message.INNER_CLASS,
                        "Inner is an inner class and needs an instance of p.UsesInner",
                        "UsesInner",
                        "Object o = new Inner();"),
                Complaint.of(
                        Message.STATIC_PARAMETERS,
                        "static field LEAVES holds parameters",
                        "SharesLeaves",
                        """
                        @Functional class SharesLeaves {
                            static final List<Leaf> LEAVES = List.of(new Leaf());
                            Tensor forward(Tensor x) {
                                return LEAVES.get(0).forward(x); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.STATIC_PARAMETERS,
                        "static field W holds parameters",
                        "SharesTensor",
                        """
                        @Functional class SharesTensor {
                            private static final Tensor W = Tensor.parameter(Tensor.scalar(2));
                            Tensor forward(Tensor x) {
                                return x.mul(SharesTensor.W); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.STATIC_PARAMETERS,
                        "static field OF_HOLDER holds parameters",
                        "ReadsHolder",
                        """
                        class Holder { static final Leaf OF_HOLDER = new Leaf(); }
                        @Functional class ReadsHolder {
                            Tensor forward(Tensor x) {
                                return Holder.OF_HOLDER.forward(x); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.STRAY_ANNOTATION,
                        "@Trainable field w has no effect: p.Stray is neither",
                        "Stray",
                        """
                        class Stray {
                            @Trainable Tensor w; // <<<
                        }
                        """),
                Complaint.of(
                        Message.UNRESOLVED_TYPE,
                        "p.Waits mentions Missing",
                        "Waits",
                        """
                        @Functional class Waits { // <<<
                            Missing m;
                            Tensor forward(Tensor x) { return x; }
                        }
                        """));
    }

    /** What javac's own attribution brings to light, after the twins have been written. */
    static Stream<Complaint> lateComplaints() {
        return Stream.of(
                Complaint.of(
                        Message.PRIVATE_MEMBER,
                        "a is private to p.ReadsPrivate.Pair",
                        "ReadsPrivate",
                        """
                        @Functional class ReadsPrivate {
                            static class Pair { private double a; }
                            Tensor forward(Tensor x) {
                                Optional<Pair> p = Optional.of(new Pair());
                                return x.mul(p.map(q -> q.a).get()); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.MODULE_OBJECT,
                        "toString() would not mean the same in the twin, which has FunctionalLeaf.Bound",
                        "PrintsModule",
                        """
                        @Functional class PrintsModule {
                            List<Leaf> parts;
                            Tensor forward(Tensor x) {
                                for (var leaf : parts) {
                                    x = leaf.toString().isEmpty() ? x : x.neg(); // <<<
                                }
                                return x;
                            }
                        }
                        """),
                Complaint.of(
                        Message.METHOD_NOT_IN_TWIN,
                        "count() is not in the twin of Leaf, because forward must not write field calls",
                        "CallsLeftOut",
                        """
                        @Functional class CallsLeftOut {
                            Leaf leaf;
                            Tensor forward(Tensor x) {
                                return x.mul(leaf.count()); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.METHOD_NOT_IN_TWIN,
                        "reset() is not in the twin of Resets, because it returns nothing",
                        "CallsSetting",
                        """
                        @Functional class CallsSetting {
                            Resets resets;
                            Tensor forward(Tensor x) {
                                resets.reset(); // <<<
                                return resets.forward(x);
                            }
                            void reset() { resets.reset(); show(resets); }
                            static void show(Object o) {}
                            @Functional interface Resets { void reset(); Tensor forward(Tensor x); }
                        }
                        """),
                Complaint.of(
                        Message.MODULE_LEAVES,
                        "Tools.run knows only the original Leaf, not its twin",
                        "PassesModule",
                        """
                        @Functional class PassesModule {
                            Leaf leaf;
                            Tensor forward(Tensor x) {
                                return new Tools().run(leaf, x); // <<<
                            }
                        }
                        class Tools { Tensor run(Leaf l, Tensor x) { return l.forward(x); } }
                        """),
                Complaint.of(
                        Message.MODULE_LEAVES,
                        "new Pair knows only the original Leaf, not its twin",
                        "WrapsModule",
                        """
                        @Functional class WrapsModule {
                            record Pair(Leaf leaf, Tensor x) {}
                            Leaf leaf;
                            Tensor forward(Tensor x) {
                                return new Pair(leaf, x).x(); // <<<
                            }
                        }
                        """),
                Complaint.of(
                        Message.WRONG_GUESS,
                        "took A for field p.GuessesWrong.A, but it is enum constant p.GuessesWrong.Mode.A",
                        "GuessesWrong",
                        """
                        @Functional class GuessesWrong {
                            enum Mode { A, B }
                            static final int A = 1;
                            Tensor forward(Tensor x) {
                                switch (Optional.of(Mode.A).get()) {
                                    case A: // <<<
                                        return x;
                                    default:
                                        return x.add(1);
                                }
                            }
                        }
                        """));
    }

    private static Compilation early;
    private static Compilation late;

    @BeforeAll
    static void compileAll() {
        early = compileTogether(complaints());
        late = compileTogether(lateComplaints());
    }

    private static Compilation compileTogether(Stream<Complaint> complaints) {
        Stream<JavaFileObject> models = complaints.map(Complaint::file);
        return compile(
                Stream.concat(Stream.of(LEAF, LAYER, PLAIN, FAR, BOX, BASE), models)
                        .toArray(JavaFileObject[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("complaints")
    void refuses(Complaint complaint) {
        complaint.assertIn(early);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lateComplaints")
    void refusesOnceAttributed(Complaint complaint) {
        complaint.assertIn(late);
    }

    /** So that what names its twin has no errors, too. */
    @Test
    void aStandInIsGeneratedForAModelWithErrors() {
        List<String> generated =
                Wrapping.namesOfFiles(
                        LEAF,
                        BASE,
                        FAR,
                        body(Message.FORWARD_WRITES_FIELD, "", "Bad", "slope = 1;").file());
        assertThat(generated).containsExactly("p.FunctionalLeaf", "p.FunctionalBad");
    }

    @Test
    void oneProblemIsReportedOnce() {
        long complaints =
                early.errors().stream()
                        .filter(d -> d.toString().contains("WritesInHelper.java"))
                        .count();
        assertThat(complaints).isEqualTo(1);
    }
}
