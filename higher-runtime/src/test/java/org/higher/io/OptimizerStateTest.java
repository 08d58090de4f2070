package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.higher.optim.chain.Transforms.clipByGlobalNorm;
import static org.higher.optim.chain.Transforms.momentum;
import static org.higher.optim.chain.Transforms.scale;
import static org.higher.optim.chain.Transforms.scaleByAdam;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.optim.chain.Chain;
import org.higher.optim.chain.Mask;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Adamax;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The states of optimizers come back, and the optimizers go on as if they had not stopped. */
class OptimizerStateTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("run.zip");
    }

    /** Every rule of the library, and settings that make more state. */
    static Stream<UpdateRule<?>> rules() {
        Stream<UpdateRule<?>> all =
                new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("org.higher.optim.rules")
                                .stream()
                                .filter(c -> c.isTopLevelClass() && !c.isInterface())
                                .filter(c -> c.isAssignableTo(UpdateRule.class))
                                .map(OptimizerStateTest::instance);
        return Stream.concat(
                all,
                Stream.of(
                        new Sgd(0.1).withMomentum(0.9),
                        new Adam(0.1).withAmsgrad(true),
                        new RmsProp(0.1).withCentered(true).withMomentum(0.5),
                        Chain.of(clipByGlobalNorm(0.5), scaleByAdam(), scale(0.05)),
                        Chain.of(momentum(0.9), Mask.matrices()).then(new Adam(0.05)),
                        new Everything()));
    }

    private static UpdateRule<?> instance(JavaClass rule) {
        try {
            return (UpdateRule<?>) rule.reflect().getConstructor(double.class).newInstance(0.05);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(rule + " has no constructor with a step size", e);
        }
    }

    @Test
    void theLibrarysRulesAreFound() {
        assertThat(rules().map(UpdateRule::getClass))
                .contains(Sgd.class, Adam.class, Adamax.class)
                .hasSizeGreaterThan(12);
    }

    @ParameterizedTest
    @MethodSource("rules")
    <R extends UpdateRule<?>> void goingOnFromAFileIsNotHavingStopped(R rule) throws IOException {
        List<Tensor> params = params();
        Optimizer<R> optimizer = optimizer(params, rule);
        steps(optimizer, params, 0, 3);
        Checkpoint.builder().optimizer("o", optimizer).save(file);
        List<Tensor> copies = params.stream().map(t -> Tensor.parameter(t.detach())).toList();
        Optimizer<R> copy = optimizer(copies, rule);

        Checkpoint.load(file).restore("o", copy);

        assertThat(Bits.of(copy.state())).isEqualTo(Bits.of(optimizer.state()));
        assertThat(copy.state().steps()).isEqualTo(3);
        steps(optimizer, params, 3, 6);
        steps(copy, copies, 3, 6);
        assertThat(Bits.of(copies)).isEqualTo(Bits.of(params));
        assertThat(Bits.of(copy.state())).isEqualTo(Bits.of(optimizer.state()));
    }

    /** Of both element types; the last is never updated. */
    private static List<Tensor> params() {
        SplittableRandom random = new SplittableRandom(5);
        return Stream.of(
                        Tensor.normal(random, DType.FLOAT32, 2, 3),
                        Tensor.normal(random, DType.FLOAT32),
                        Tensor.normal(random, DType.FLOAT64, 4),
                        Tensor.normal(random, DType.FLOAT64, 2))
                .map(Tensor::parameter)
                .toList();
    }

    private static <R extends UpdateRule<?>> Optimizer<R> optimizer(List<Tensor> params, R rule) {
        return Optimizer.<R>builder()
                .group(params.subList(0, 2), rule)
                .group(params.subList(2, 4), rule)
                .build();
    }

    private static void steps(Optimizer<?> optimizer, List<Tensor> params, int from, int to) {
        for (int i = from; i < to; i++) {
            optimizer.zeroGrad();
            for (Tensor p : params.subList(0, 3)) {
                p.sub(i).square().mul(p.exp()).sum().backward();
            }
            optimizer.step();
        }
    }

    @Test
    void theStateIsThatOfTheMoment() throws IOException {
        List<Tensor> params = params();
        Optimizer<Adam> optimizer = optimizer(params, new Adam(0.1));
        steps(optimizer, params, 0, 2);
        OptimizerState then = optimizer.state();
        CheckpointBuilder builder = Checkpoint.builder().optimizer("o", optimizer);
        steps(optimizer, params, 2, 3);
        builder.save(file);
        assertThat(Bits.of(Checkpoint.load(file).optimizerState("o", optimizer)))
                .isEqualTo(Bits.of(then))
                .isNotEqualTo(Bits.of(optimizer.state()));
    }

    // what does not fit

    @Test
    void anotherRuleIsRefused() throws IOException {
        save(new Adam(0.1));
        refuses(
                optimizer(params(), new Sgd(0.1)),
                "o: it is the state of Adam, but the optimizer's rule is Sgd; make the optimizer"
                        + " with Adam");
    }

    @Test
    void otherGroupsAndParametersAreRefused() throws IOException {
        save(new Adam(0.1));
        List<Tensor> params = params();
        refuses(
                Optimizer.of(params, new Adam(0.1)),
                "o: 2 groups in the file, 1 in the optimizer; give it the same groups");
        refuses(
                Optimizer.<Adam>builder()
                        .group(params.subList(0, 1), new Adam())
                        .group(params.subList(1, 4), new Adam())
                        .build(),
                "o: group 0: 2 parameters in the file, 1 in the optimizer; give it the same, in"
                        + " the same order");
        refuses(
                optimizer(
                        List.of(params.get(1), params.get(0), params.get(2), params.get(3)),
                        new Adam()),
                "o: group 0, parameter 0: [2, 3] in the file, [] in the model; the shapes must be"
                        + " equal");
        Tensor wider = Tensor.parameter(params.get(1).to(DType.FLOAT64).detach());
        refuses(
                optimizer(List.of(params.get(0), wider, params.get(2), params.get(3)), new Adam()),
                "o: group 0, parameter 1: FLOAT32 in the file, FLOAT64 in the model; build the"
                        + " model with FLOAT32");
    }

    private void save(UpdateRule<?> rule) throws IOException {
        List<Tensor> params = params();
        Optimizer<UpdateRule<?>> optimizer = optimizer(params, rule);
        steps(optimizer, params, 0, 1);
        Checkpoint.builder().optimizer("o", optimizer).save(file);
    }

    private void refuses(Optimizer<?> optimizer, String message) throws IOException {
        Checkpoint saved = Checkpoint.load(file);
        List<String> before = Bits.of(optimizer.state());
        assertThatThrownBy(() -> saved.restore("o", optimizer))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": " + message);
        assertThat(Bits.of(optimizer.state())).isEqualTo(before);
    }

    @Test
    void aStateOfOtherGroupsIsNotSaved() {
        Optimizer<Sgd> optimizer = optimizer(params(), new Sgd(0.1));
        OptimizerState other = OptimizerState.of(List.of(List.of(Optional.empty())));
        assertThatThrownBy(() -> Checkpoint.builder().optimizer("o", optimizer, other))
                .hasMessage(
                        "o: group 0: 1 states for 2 parameters; give the optimizer that the state"
                                + " comes from");
    }

    // states that can't be saved or made

    /** Counts in something that is no value. */
    record Hidden() implements UpdateRule<Thread> {
        @Override
        public Thread init(Tensor p) {
            return new Thread();
        }

        @Override
        public Step<Thread> update(Tensor p, Tensor g, Thread state) {
            return new Step<>(p, state);
        }
    }

    @Test
    void aStateThatIsNoValueIsNotSaved() {
        List<Tensor> params = params();
        Optimizer<Hidden> optimizer = optimizer(params, new Hidden());
        steps(optimizer, params, 0, 1);
        assertThatThrownBy(() -> Checkpoint.builder().optimizer("o", optimizer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "o: group 0, parameter 0: a java.lang.Thread can't be saved; a state is a"
                                + " tensor, or a record of");
    }

    /** What a rule of one version saves and one of another reads. */
    record Fussy(boolean strict) implements UpdateRule<Fussy.State> {
        record State(int step) {
            State {
                if (step == 3) {
                    throw new IllegalArgumentException("three");
                }
            }
        }

        @Override
        public State init(Tensor p) {
            return new State(0);
        }

        @Override
        public Step<State> update(Tensor p, Tensor g, State state) {
            return new Step<>(p, new State(state.step() + 4));
        }
    }

    @Test
    void aRecordMayRefuseItsComponents() throws IOException {
        save(new Fussy(true));
        ManifestEdits.edit(
                file, root -> ManifestEdits.state(root, "o").withObject("/record").put("step", 3));
        refuses(
                optimizer(params(), new Fussy(true)),
                "o: group 0, parameter 0: State refuses its components:"
                        + " java.lang.IllegalArgumentException: three");
    }

    @Test
    void aTensorCanBeAState() throws IOException {
        List<Tensor> params = params();
        Optimizer<Plain> optimizer = optimizer(params, new Plain());
        steps(optimizer, params, 0, 2);
        Checkpoint.builder().optimizer("o", optimizer).save(file);
        assertThat(Bits.of(Checkpoint.load(file).optimizerState("o", optimizer)))
                .isEqualTo(Bits.of(optimizer.state()));
    }

    /** Its state has no record around it. */
    record Plain() implements UpdateRule<Tensor> {
        @Override
        public Tensor init(Tensor p) {
            return p.zerosLike();
        }

        @Override
        public Step<Tensor> update(Tensor p, Tensor g, Tensor state) {
            return new Step<>(p, state.add(g));
        }
    }

    abstract static class Base<S> implements UpdateRule<S> {}

    /** Declares its state where only {@code init} tells which it is. */
    static final class Derived extends Base<Sgd.State> {
        @Override
        public Sgd.State init(Tensor p) {
            return new Sgd.State(Optional.empty());
        }

        @Override
        public Step<Sgd.State> update(Tensor p, Tensor g, Sgd.State state) {
            return new Step<>(p.sub(g), new Sgd.State(Optional.of(g)));
        }
    }

    @Test
    void aRuleMayInheritItsTypeOfState() throws IOException {
        List<Tensor> params = params();
        Optimizer<Derived> optimizer = optimizer(params, new Derived());
        steps(optimizer, params, 0, 2);
        Checkpoint.builder().optimizer("o", optimizer).save(file);
        assertThat(Bits.of(Checkpoint.load(file).optimizerState("o", optimizer)))
                .isEqualTo(Bits.of(optimizer.state()));
    }
}
