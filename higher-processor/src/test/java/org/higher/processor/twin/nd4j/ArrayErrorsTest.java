package org.higher.processor.twin.nd4j;

import static com.google.common.truth.Truth.assertWithMessage;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.higher.processor.Compiling;
import org.higher.processor.diagnostics.Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What models on arrays must not do is an error in their own file. */
class ArrayErrorsTest {
    private static final String WEIGHT = "@Trainable final INDArray w = Nd4j.ones(3, 3); ";

    private static Arguments in(String statements, Message message) {
        return Arguments.of(
                WEIGHT + "INDArray forward(INDArray x) { " + statements + " }", message);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                in("return x.entropy(1);", Message.ARRAY_METHOD),
                in("double[] d = {x.getDouble(0)}; return x.mul(d[0]);", Message.ARRAY_NUMBER),
                in("var n = x.sumNumber().doubleValue(); return x.mul(n);", Message.ARRAY_NUMBER),
                in("System.out.println(x.meanNumber()); return x;", Message.ARRAY_NUMBER),
                in(
                        "String s = \"\" + x.meanNumber(); return x.mul(s.length());",
                        Message.ARRAY_NUMBER),
                in("return x.sumNumber() == x.maxNumber() ? x : x.mul(2);", Message.ARRAY_NUMBER),
                in("double n = x.getDouble(0); n++; return x.mul(n);", Message.ARRAY_NUMBER),
                in("double n = x.getDouble(0), m = 2; return x.mul(n * m);", Message.ARRAY_NUMBER),
                in("return Transforms.max(x, x.getDouble(0));", Message.ARRAY_NUMBER),
                in(
                        "return x.mul(norm(x)); } double norm(INDArray x) { return x.getDouble(0);",
                        Message.ARRAY_NUMBER),
                in("INDArray z = x.dup(); return z.putRow(0, w.getRow(0));", Message.ARRAY_METHOD),
                in("INDArray z = x.dup(); z.getRow(0).assign(1); return z;", Message.CHANGES_ARRAY),
                in("return Nd4j.rand(3, 3).mul(x);", Message.ARRAY_METHOD),
                in("return Nd4j.scalar(x.getFloat(0)).mul(x);", Message.ARRAY_NUMBER),
                in("Number n = 2; return x.mul(n);", Message.ARRAY_METHOD),
                in("return x.sum(x.dup(), 1);", Message.ARRAY_METHOD),
                in("x.putScalar(0, 1); return x;", Message.CHANGES_ARRAY),
                in("boolean copy = true; return Transforms.tanh(x, copy);", Message.ARRAY_METHOD),
                in(
                        "UnaryOperator<INDArray> f = Transforms::tanh; return f.apply(x);",
                        Message.ARRAY_METHOD),
                in("return Nd4j.create(List.of(x, w), 6, 3);", Message.ARRAY_METHOD),
                in(
                        "return Optional.of(x).map(v -> v.addRowVector(w)).get();",
                        Message.ARRAY_UNKNOWN),
                in("return Optional.of(x).map(v -> v.mul(2)).get();", Message.ARRAY_UNKNOWN),
                in("return x.mul(x.gt(0));", Message.ARRAY_TRUTH),
                in("return new Scaling().scaled(x);", Message.ARRAY_LEAVES),
                Arguments.of(
                        "final INDArray w = Nd4j.ones(3); INDArray forward(INDArray x) { return"
                                + " x.mul(w); }",
                        Message.ARRAYS_NOT_TRAINED),
                Arguments.of(
                        WEIGHT + "Tensor forward(Tensor x) { return x; }",
                        Message.ARRAYS_AND_TENSORS),
                Arguments.of(
                        WEIGHT
                                + "@Trainable Tensor t = Tensor.scalar(1); INDArray forward(INDArray"
                                + " x) { return x.mul(w); }",
                        Message.ARRAYS_AND_TENSORS),
                Arguments.of(
                        WEIGHT
                                + "final List<INDArray> more = List.of(); INDArray forward(INDArray"
                                + " x) { return x.mul(w); }",
                        Message.UNSUPPORTED_ARRAYS),
                Arguments.of(
                        WEIGHT
                                + "UnaryOperator<INDArray> f = v -> v; INDArray forward(INDArray x)"
                                + " { return f.apply(x).mul(w); }",
                        Message.UNSUPPORTED_ARRAYS),
                Arguments.of(
                        WEIGHT
                                + "static final INDArray MASK = Nd4j.ones(3); INDArray forward(INDArray"
                                + " x) { return x.mul(w).mul(MASK); }",
                        Message.UNSUPPORTED_ARRAYS),
                Arguments.of(
                        WEIGHT
                                + "static final class Masks { INDArray mask = Nd4j.ones(3); } final"
                                + " Masks masks = new Masks(); INDArray forward(INDArray x) { return"
                                + " x.mul(w).mul(masks.mask); }",
                        Message.UNSUPPORTED_ARRAYS),
                Arguments.of(
                        WEIGHT
                                + "@Functional static class Sub { @Trainable final INDArray w ="
                                + " Nd4j.ones(3); INDArray input = Nd4j.ones(3); INDArray"
                                + " forward(INDArray x) { input = x; return x.mul(w); } }"
                                + " final Sub sub = new Sub(); INDArray forward(INDArray x) { INDArray"
                                + " y = sub.input.mul(2); return sub.forward(x).mul(w).add(y); }",
                        Message.UNSUPPORTED_ARRAYS),
                Arguments.of(
                        WEIGHT
                                + "private INDArray last; INDArray forward(INDArray x) { INDArray y ="
                                + " last == null ? x : x.add(last); last = y; return y.mul(w); }",
                        Message.FORWARD_WRITES_FIELD),
                Arguments.of(
                        WEIGHT
                                + "private INDArray p, q; INDArray forward(INDArray x) { p = q; q = x;"
                                + " return p == null ? x.mul(w) : p; }",
                        Message.FORWARD_WRITES_FIELD),
                Arguments.of(
                        WEIGHT
                                + "private record Pair(INDArray a) {} final Pair pair = new Pair(null);"
                                + " INDArray forward(INDArray x) { return x.mul(w).mul(pair.a()); }",
                        Message.UNSUPPORTED_ARRAYS),
                in("w.addi(1); return x.mul(w);", Message.CHANGES_ARRAY));
    }

    static Stream<Arguments> remedies() {
        return Stream.of(
                Arguments.of("x.addi(1); return x.mul(w);", "write x = x.add(1) instead"),
                Arguments.of(
                        "INDArray y = x; y.muliRowVector(x.getRow(0)); return y.mul(w);",
                        "write y = y.mulRowVector(x.getRow(0)) instead"),
                Arguments.of("return x.addi(1).mul(w);", "write add instead"),
                Arguments.of(
                        "w.subi(x); return x.mul(w);",
                        "write a variable that is given w.sub(x) instead"));
    }

    /** A new array that nothing is given would be no remedy for a statement. */
    @ParameterizedTest
    @MethodSource("remedies")
    void sayWhatToWrite(String body, String remedy) {
        assertThat(messages((String) in(body, Message.CHANGES_ARRAY).get()[0]))
                .anyMatch(m -> m.endsWith(remedy));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void areInTheModel(String members, Message message) {
        assertWithMessage(members)
                .that(
                        messages(members).stream()
                                .filter(m -> m.startsWith("[" + message.tag() + "]"))
                                .toList())
                .isNotEmpty();
    }

    /** What is said of a model. */
    private static List<String> messages(String members) {
        Compilation compilation =
                Compiling.compiler()
                        .compile(
                                Compiling.file(
                                        "p.Net",
                                        """
                                        package p;
                                        import java.util.*;
                                        import java.util.function.*;
                                        import org.higher.annotations.*;
                                        import org.higher.tensor.Tensor;
                                        import org.nd4j.linalg.api.ndarray.INDArray;
                                        import org.nd4j.linalg.factory.Nd4j;
                                        import org.nd4j.linalg.ops.transforms.Transforms;
                                        @Functional class Net { %s }
                                        class Scaling {
                                            INDArray scaled(INDArray x) { return x; }
                                        }
                                        """
                                                .formatted(members)));
        return compilation.errors().stream()
                .filter(e -> e.getSource().getName().endsWith("p/Net.java"))
                .map(e -> e.getMessage(Locale.ROOT))
                .toList();
    }
}
