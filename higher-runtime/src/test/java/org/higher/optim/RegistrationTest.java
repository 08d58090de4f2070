package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.elsewhere.Shrinking;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Differentiable optimizers of rules that are not the library's")
class RegistrationTest {
    private static Tensor scalar(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    /** A module with a class loader of its own, as in an application server or a plug-in. */
    private static final class Elsewhere extends ClassLoader {
        private static final String HOME = Shrinking.class.getPackageName() + ".";

        Elsewhere() {
            super(Shrinking.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null || !name.startsWith(HOME)) {
                return known != null ? known : super.loadClass(name, resolve);
            }
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = getParent().getResourceAsStream(file)) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void generatedOnesAreFoundWhereTheRuleIs() throws ReflectiveOperationException {
        Elsewhere loader = new Elsewhere();
        UpdateRule<?> rule =
                (UpdateRule<?>)
                        loader.loadClass(Shrinking.class.getName())
                                .getConstructor(double.class, double.class)
                                .newInstance(0.1, 0.5);
        assertThat(rule).isNotInstanceOf(Shrinking.class);

        assertMakesAStep(rule, loader);
        assertMakesAStep(new Shrinking(0.1, 0.5), Shrinking.class.getClassLoader());
    }

    private static <R extends UpdateRule<?>> void assertMakesAStep(R rule, ClassLoader loader) {
        Tensor lr = scalar(0.25);
        Tensor p = scalar(2);
        Settings<R> settings = Settings.of(List.of(p), rule);
        DifferentiableOptimizer<R> optimizer =
                Optimizers.differentiable(
                        settings.withOverrides(Overrides.<R>none().with("lr", lr)));

        Tensor next = optimizer.step(p.square(), List.of(p)).get(0);

        assertThat(optimizer.getClass().getClassLoader()).isSameAs(loader);
        assertThat(optimizer.getClass().getSimpleName()).isEqualTo("DifferentiableShrinking");
        assertThat(next.item()).isEqualTo(2 * 0.5 - 4 * 0.25);
        assertThat(Grad.grad(next, List.of(lr)).get(0).item()).isEqualTo(-4);
    }

    /** A rule that others may extend. */
    static class Plain implements UpdateRule<Tensor> {
        @Trainable final double lr;

        Plain(double lr) {
            this.lr = lr;
        }

        @Override
        public Tensor init(Tensor p) {
            return p.zerosLike();
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor sum) {
            return new Step<>(p.sub(g.mul(lr)), sum.add(g));
        }
    }

    static final class Doubled extends Plain {
        Doubled() {
            super(0.1);
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor sum) {
            return super.update(p, g.mul(2), sum);
        }
    }

    /** As one would write it by hand. */
    static final class DifferentiableDoubled
            extends AbstractDifferentiableOptimizer<Doubled, Tensor> {
        static final Key<Doubled> LR = new Key<>(Doubled.class, "lr", rule -> rule.lr);

        DifferentiableDoubled(Settings<Doubled> settings) {
            super(settings, List.of(LR));
        }

        @Override
        protected UpdateRule<Tensor> bind(Doubled rule, Hyper<Doubled> hyper) {
            Tensor lr = hyper.get(LR);
            return new UpdateRule<>() {
                @Override
                public Tensor init(Tensor p) {
                    return rule.init(p);
                }

                @Override
                public Step<Tensor> update(Tensor p, Tensor g, Tensor sum) {
                    return new Step<>(p.sub(g.mul(lr).mul(2)), sum.add(g.mul(2)));
                }
            };
        }

        @Override
        protected void flatten(Tensor state, Leaves out) {
            out.buffer("sum", state);
        }

        @Override
        protected Tensor unflatten(Tensor state, LeafSource in) {
            return in.buffer(state);
        }
    }

    @Test
    void subclassesAreRefusedUntilTheyAreRegistered() {
        Tensor p = scalar(1);
        Optimizer<Doubled> source = Optimizer.of(List.of(p), new Doubled());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.differentiable(List.of(p), source))
                .withMessageContaining("its superclass Plain would ignore what it overrides")
                .withMessageContaining("call Optimizers.register");

        Optimizers.register(Doubled.class, DifferentiableDoubled::new);

        Tensor lr = scalar(0.1);
        Tensor next =
                Optimizers.differentiable(
                                Settings.of(List.of(p), source)
                                        .withOverrides(Overrides.of(DifferentiableDoubled.LR, lr)))
                        .step(p.square(), List.of(p))
                        .get(0);
        assertThat(Grad.grad(next, List.of(lr)).get(0).item()).isEqualTo(-4);
        source.step(Grad.grad(p.square(), List.of(p)));
        assertThat(next.item()).isEqualTo(p.item());
    }
}
