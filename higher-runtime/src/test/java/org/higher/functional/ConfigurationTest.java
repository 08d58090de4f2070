package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.functional.testing.TwinCheck;
import org.higher.nn.Dropout;
import org.higher.nn.Linear;
import org.higher.nn.Relu;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A twin is refused where its model's configuration leads to parameters. */
class ConfigurationTest {
    /** Holds what it is given, in a field of a type that could be anything. */
    @Functional
    static final class Holder {
        final Linear first = new Linear(2, 2);
        final Object held;
        final List<Object> more = new ArrayList<>();

        Holder(Object held) {
            this.held = held;
        }

        Tensor forward(Tensor x) {
            return held == null ? x : first.forward(x).mul(more.size() + 1);
        }
    }

    /** On JDK 17 an anonymous class keeps its model, whether it uses it or not. */
    @Functional
    static final class Anonymous {
        final Linear first = new Linear(2, 2);

        final Rule rule =
                new Rule() {
                    @Override
                    public Tensor use(Tensor x) {
                        return x.relu();
                    }
                };

        Tensor forward(Tensor x) {
            return rule.use(first.forward(x));
        }
    }

    /** The method is in the twin, where its class uses the twin's layer. */
    @Functional
    static final class Makes {
        final Linear first = new Linear(2, 2);
        Rule rule = Tensor::relu;

        Rule make() {
            return new Rule() {
                @Override
                public Tensor use(Tensor x) {
                    return first.forward(x);
                }
            };
        }

        Tensor forward(Tensor x) {
            return rule.use(make().use(x));
        }
    }

    @Functional
    static final class Learned {
        @Buffer final List<Tensor> kept = List.of(Tensor.parameter(Tensor.ones(2)));

        Tensor forward(Tensor x) {
            return x.mul(kept.get(0));
        }
    }

    interface Rule {
        Tensor use(Tensor x);
    }

    private static final class Head implements UnaryOperator<Tensor> {
        private final Linear linear = new Linear(2, 2);

        @Override
        public Tensor apply(Tensor x) {
            return linear.forward(x);
        }
    }

    private record Weights(String name, Tensor tensor) {}

    private class Inner implements Rule {
        final Tensor own = weight;

        @Override
        public Tensor use(Tensor x) {
            return x.mul(weight);
        }
    }

    private final Tensor weight = Tensor.parameter(Tensor.ones(2));

    static Stream<Arguments> leadsToParameters() {
        Linear layer = new Linear(2, 2);
        Tensor weight = Tensor.parameter(Tensor.ones(2));
        Tensor computed = weight.mul(2);
        UnaryOperator<Tensor> captured = layer::forward;
        Rule rule = x -> x.mul(weight);
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(1, captured);
        Object[] cycle = {null, captured};
        cycle[0] = cycle;
        return Stream.of(
                Arguments.of(layer, "field held leads to a tensor"),
                Arguments.of(weight, "could not replace: held; annotate the field @Trainable"),
                Arguments.of(computed, "could not replace: held; annotate the field @Trainable"),
                Arguments.of(captured, "held -> captured Linear -> weight; hold the Linear in a"),
                Arguments.of(rule, "held -> captured Tensor; annotate the field @Trainable"),
                Arguments.of(new Head(), "held -> linear -> weight; hold the Linear in a field of"),
                Arguments.of(new Weights("w", weight), "held -> tensor;"),
                Arguments.of(new ConfigurationTest().new Inner(), "held -> own;"),
                Arguments.of(List.of(1, Set.of(captured)), "held[1][0] -> captured Linear"),
                Arguments.of(map, "held[1] -> captured"),
                Arguments.of(cycle, "held[1] -> captured"),
                Arguments.of(Optional.of(weight), "held[0];"),
                Arguments.of(new AtomicReference<>(rule), "held[0] -> captured Tensor"),
                Arguments.of(CompletableFuture.completedFuture(weight), "held[0];"),
                Arguments.of((Supplier<Object>) () -> layer, "held -> captured Linear"),
                Arguments.of((Supplier<Object>) () -> List.of(layer), "held -> captured Linear"),
                Arguments.of(
                        new Object() {
                            Tensor use(Tensor x) {
                                return layer.forward(x);
                            }
                        },
                        "-> weight"),
                Arguments.of(
                        ((Function<Tensor, Tensor>) layer::forward).andThen(Tensor::relu),
                        "cannot be looked into at held, which the JDK has made of other functions"));
    }

    @ParameterizedTest
    @MethodSource
    void leadsToParameters(Object held, String message) {
        assertThatThrownBy(() -> FunctionalConfigurationTestHolder.of(new Holder(held)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(Holder.class.getName() + ": field held ")
                .hasMessageContaining(message);
    }

    static Stream<Object> isHarmless() {
        double scale = 2;
        Tensor constant = Tensor.ones(2);
        Relu relu = new Relu();
        return Stream.of(
                "text",
                3,
                new double[] {1},
                new Object(),
                Thread.currentThread(),
                (UnaryOperator<Tensor>) Tensor::relu,
                (UnaryOperator<Tensor>) x -> x.mul(scale),
                (UnaryOperator<Tensor>) x -> x.mul(constant),
                (UnaryOperator<Tensor>) relu::forward,
                UnaryOperator.identity(),
                new Dropout(0.5),
                constant,
                List.of(1, "a", Map.of("k", Tensor.ones(1))),
                Stream.of(1, 2),
                MethodHandles.constant(int.class, 1).type(),
                MethodType.methodType(void.class),
                twinOfLinear());
    }

    private static Object twinOfLinear() {
        return Twins.of(new Linear(2, 2));
    }

    @ParameterizedTest
    @MethodSource
    void isHarmless(Object held) {
        assertThatCode(() -> FunctionalConfigurationTestHolder.of(new Holder(held)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsAddedLaterIsSeenWhenBinding() {
        Holder model = new Holder("");
        FunctionalConfigurationTestHolder twin = FunctionalConfigurationTestHolder.of(model);
        twin.bind(twin.params());
        model.more.add((UnaryOperator<Tensor>) model.first::forward);
        assertThatThrownBy(() -> twin.bind(twin.params()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(": field more leads to a tensor")
                .hasMessageContaining("more[0] -> captured Linear -> weight");
    }

    @Test
    void anonymousClassThatUsesNothing() {
        TwinCheck.check(new Anonymous(), Tensor.ones(3, 2));
    }

    @Test
    void anonymousClassThatUsesTheModel() {
        Makes model = new Makes();
        TwinCheck.check(model, Tensor.ones(3, 2));
        model.rule = model.make();
        assertThatThrownBy(() -> Twins.of(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "rule -> this$0 -> first -> weight; make what uses the model");
    }

    @Test
    void trainableBuffer() {
        assertThatThrownBy(() -> Twins.of(new Learned()).parameters())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Learned: buffer kept.0 requires a gradient, but buffers");
    }

    @Test
    void theModelItself() {
        Holder model = new Holder(new Object[1]);
        ((Object[]) model.held)[0] = model;
        assertThatThrownBy(() -> FunctionalConfigurationTestHolder.of(model))
                .hasMessageContaining(
                        "held[0] -> first -> weight; make what uses the model a method of Holder");
    }
}
