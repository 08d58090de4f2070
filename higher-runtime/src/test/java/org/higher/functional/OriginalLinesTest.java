package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Errors in twins")
class OriginalLinesTest {
    /** Fails in one of its methods, whose layout is awkward. */
    @Functional
    static final class Failing {
        @Trainable private final Tensor weight = Tensor.parameter(Tensor.ones(2, 3));
        private final int place;

        /** Private, and so copied as a whole. */
        private record Product(int times) {
            Tensor of(Tensor t, Tensor w) {
                if (times > 1) {
                    return t.mul(times);
                }
                return t.mmul(w);
            }
        }

        Failing(int place) {
            this.place = place;
        }

        Tensor forward(Tensor x) {
            Tensor y = x.mmul(weight);

            // in the first method
            if (place == 0) {
                y = y.mmul(weight);
            }
            if (place == 6) {
                return new Product(1).of(y, weight);
            }
            return place == 1
                    ? lambda(y)
                    : place == 2
                            ? local(y)
                            : place == 3 ? chain(y) : place == 4 ? crowded(y) : wide(y);
        }

        private Tensor lambda(Tensor y) {
            Function<Tensor, Tensor> twice =
                    t -> {
                        Tensor sum = t.add(t);
                        return sum.mmul(weight);
                    };
            return twice.apply(y);
        }

        private Tensor local(Tensor y) {
            class Times {
                Tensor of(Tensor t) {
                    String text =
                            """
                            several
                            lines
                            """;
                    return t.mmul(weight).mul(text.length());
                }
            }
            return new Times().of(y);
        }

        private Tensor chain(Tensor y) {
            return y.mul(2)
                    /* a comment
                     * of two lines */
                    .add(y)
                    .mmul(weight)
                    .add(y.mul(3));
        }

        // spotless:off
        private Tensor crowded(Tensor y) {
            Tensor z = y;
            for (int i = 0; i < 3; i++) {
                if (i > 1) {
                    z = z.mmul(weight);
                } else {
                    z = z.relu();
                }
            }
            return z;
        }

        private Tensor wide(Tensor y) {
            return Stream.of(y, y.mul(2), y.mul(3), y.mul(4))
                    .map(t -> t.add(1))
                    .reduce(y, Tensor::add)
                    .mul(2)
                    .mmul(weight);
        }
        // spotless:on
    }

    private static final Tensor X = Tensor.ones(4, 2);

    private record Frame(String method, String file, int line) {
        static List<Frame> of(Throwable thrown, String type) {
            return Stream.of(thrown.getStackTrace())
                    .filter(f -> f.getClassName().startsWith(type))
                    .filter(f -> !f.getMethodName().startsWith("lambda$")) // numbered
                    .map(f -> new Frame(f.getMethodName(), f.getFileName(), f.getLineNumber()))
                    .toList();
        }

        static List<Integer> lines(Throwable thrown, String type) {
            return Stream.of(thrown.getStackTrace())
                    .filter(f -> f.getClassName().startsWith(type))
                    .map(StackTraceElement::getLineNumber)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    @DisplayName("are at the lines at which the model would have failed")
    void areAtTheLinesOfTheModel(int place) {
        Failing model = new Failing(place);
        FunctionalOriginalLinesTestFailing twin = FunctionalOriginalLinesTestFailing.of(model);
        FunctionalOriginalLinesTestFailing.Bound bound = twin.bind(twin.params());
        Throwable expected = catchThrowable(() -> model.forward(X));
        Throwable thrown = catchThrowable(() -> bound.forward(X));
        String type = bound.getClass().getName();
        assertThat(Frame.of(thrown, type).get(0).file)
                .isEqualTo("FunctionalOriginalLinesTestFailing.java");
        Throwable translated = Twins.original(thrown);
        assertThat(translated).isSameAs(thrown);
        List<Frame> frames = Frame.of(expected, Failing.class.getName());
        assertThat(frames).isNotEmpty();
        assertThat(Frame.of(translated, type)).isEqualTo(frames);
        assertThat(Frame.lines(translated, type))
                .isEqualTo(Frame.lines(expected, Failing.class.getName()));
        List<StackTraceElement> once = List.of(translated.getStackTrace());
        assertThat(List.of(Twins.original(thrown).getStackTrace())).isEqualTo(once);
    }

    @Test
    @DisplayName("are translated in causes and in what is suppressed, which may be in a circle")
    void causes() {
        FunctionalOriginalLinesTestFailing twin =
                FunctionalOriginalLinesTestFailing.of(new Failing(0));
        Throwable cause = catchThrowable(() -> twin.forward(twin.params(), X));
        Throwable other = catchThrowable(() -> twin.forward(twin.params(), X));
        IllegalStateException outer = new IllegalStateException(cause);
        outer.addSuppressed(other);
        cause.addSuppressed(outer);
        Twins.original(outer);
        for (Throwable thrown : List.of(cause, other)) {
            assertThat(thrown.getStackTrace())
                    .anyMatch(
                            f ->
                                    "OriginalLinesTest.java".equals(f.getFileName())
                                            && f.getClassName().endsWith("$Bound"));
        }
    }
}
