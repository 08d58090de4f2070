package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.higher.array.DType;
import org.higher.functional.Models.Block;
import org.higher.functional.Models.Centre;
import org.higher.functional.Models.Chain;
import org.higher.functional.Models.Declared;
import org.higher.functional.Models.Dense;
import org.higher.functional.Models.Open;
import org.higher.functional.Models.Opened;
import org.higher.functional.Models.Tied;
import org.higher.functional.Models.Tree;
import org.higher.functional.Models.Twinned;
import org.higher.functional.support.v1.TwinLookup;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated twins compute what their originals compute, bit for bit. */
class TwinsAgainstOriginalsTest {
    private final Random random = new Random(1);

    private Tensor input() {
        return Tensor.normal(random, DType.FLOAT64, 4, Models.WIDTH);
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toDoubles()).isEqualTo(expected.toDoubles());
    }

    private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertSame(actual.get(i), expected.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void randomModuleTree(long seed) {
        random.setSeed(seed);
        Block model = Models.random(random, 3);
        Tensor x = input();
        FunctionalModelsBlock<FunctionalModelsBlock.Params, FunctionalModelsBlock.Bound> twin =
                FunctionalModelsBlock.of(model);
        FunctionalModelsBlock.Params params = twin.params();
        FunctionalModelsBlock.Bound bound = twin.bind(params);

        // the twin first: the original writes its own buffers
        Tensor actual = bound.forward(x);
        Tensor expected = model.forward(x);
        assertSame(actual, expected);

        List<Tensor> leaves = params.leaves();
        if (!leaves.isEmpty()) {
            assertSame(
                    Grad.grad(actual.square().sum(), leaves),
                    Grad.grad(expected.square().sum(), leaves));
        }

        // what forward did to the buffers is what the original's now are
        Map<String, Tensor> buffers = Params.buffers(bound.params());
        Map<String, Tensor> expectedBuffers = Params.buffers(twin.params());
        assertThat(buffers.keySet()).isEqualTo(expectedBuffers.keySet());
        assertSame(List.copyOf(buffers.values()), List.copyOf(expectedBuffers.values()));

        // other parameters, and back again
        List<Tensor> others =
                leaves.stream().map(leaf -> leaf.detach().mul(2).withRequiresGrad(true)).toList();
        FunctionalModelsBlock.Params moved = Params.unflatten(params, others);
        assertThat(moved.leaves()).containsExactlyElementsOf(others);
        assertSame(twin.forward(Params.unflatten(moved, leaves), x), actual);
        if (!leaves.isEmpty() && !leavesDoNotMatter(actual, leaves)) {
            assertThat(twin.forward(moved, x).toDoubles()).isNotEqualTo(actual.toDoubles());
        }
    }

    private static boolean leavesDoNotMatter(Tensor output, List<Tensor> leaves) {
        return Grad.gradOrEmpty(output.sum(), leaves, false).stream()
                .allMatch(g -> g.isEmpty() || g.get().abs().sum().item() == 0);
    }

    @Test
    void buffersAreCarriedByTheBoundAndNotByTheModel() {
        Centre model = new Centre();
        FunctionalModelsCentre twin = FunctionalModelsCentre.of(model);
        FunctionalModelsCentre.Bound bound = twin.bind(twin.params());
        Tensor before = model.mean();
        bound.forward(input());
        bound.forward(input());
        assertThat(model.mean()).isSameAs(before);
        assertThat(bound.params().mean().toDoubles()).isNotEqualTo(before.toDoubles());
        assertThat(twin.params().mean()).isSameAs(before);
        assertThat(twin.parameters()).isEmpty();
    }

    @Test
    void settingsAreReadWhenBinding() {
        Centre centre = new Centre();
        Chain model = new Chain(List.of(centre, new Dense(random, true)));
        FunctionalModelsChain twin = FunctionalModelsChain.of(model);
        model.eval();
        FunctionalModelsChain.Bound bound = twin.bind(twin.params());
        bound.forward(input());
        assertThat(Params.buffers(bound.params()).get("blocks.0.mean")).isSameAs(centre.mean());
    }

    @Test
    void tiedParametersAreOneLeafAndStayTied() {
        Tied model = new Tied(random);
        FunctionalModelsTied twin = FunctionalModelsTied.of(model);
        FunctionalModelsTied.Params params = twin.params();
        assertThat(params.leaves()).hasSize(2);
        assertThat(Params.named(params)).containsOnlyKeys("there.weight", "there.bias");

        FunctionalModelsTied.Params scaled = Params.map(params, t -> t.mul(2));
        assertThat(scaled.back().weight()).isSameAs(scaled.there().weight());

        Tensor x = input();
        Tensor loss = twin.forward(params, x).sum();
        Tensor expected = model.forward(x).sum();
        assertSame(Grad.grad(loss, params.leaves()), Grad.grad(expected, params.leaves()));
    }

    @Test
    void sharedSubmoduleHasOneSetOfBuffers() {
        FunctionalModelsTied twin = FunctionalModelsTied.of(new Tied(random));
        FunctionalModelsTied.Bound bound = twin.bind(twin.params());
        bound.forward(input());
        FunctionalModelsTied.Params after = bound.params();
        assertThat(after.again().mean()).isSameAs(after.shared().mean());
        assertThat(after.shared().mean().toDoubles()).isNotEqualTo(new double[Models.WIDTH]);
    }

    @Test
    void sharedSubmoduleWithDifferentParametersIsBoundTwice() {
        FunctionalModelsTied twin = FunctionalModelsTied.of(new Tied(random));
        FunctionalModelsTied.Params params = twin.params();
        Tensor other = params.again().mean().add(1);
        FunctionalModelsTied.Params split =
                new FunctionalModelsTied.Params(
                        params.shared(),
                        new FunctionalModelsCentre.Params(other),
                        params.there(),
                        params.back());
        FunctionalModelsTied.Bound bound = twin.bind(split);
        bound.forward(input());
        FunctionalModelsTied.Params after = bound.params();
        assertThat(after.again().mean().toDoubles())
                .isNotEqualTo(after.shared().mean().toDoubles());
    }

    @Test
    void recursiveModelWithNullChildren() {
        Tree model = new Tree(random, 3);
        FunctionalModelsTree twin = FunctionalModelsTree.of(model);
        FunctionalModelsTree.Params params = twin.params();
        Tensor x = input();
        assertSame(twin.forward(params, x), model.forward(x));
        assertThat(Params.named(params))
                .containsOnlyKeys(
                        "weight",
                        "left.weight",
                        "left.left.weight",
                        "left.left.left.weight",
                        "left.right.weight",
                        "right.weight",
                        "right.left.weight");
    }

    @Test
    void moduleThatHoldsItselfIsRefused() {
        Tree model = new Tree(random, 1);
        model.left = model;
        FunctionalModelsTree twin = FunctionalModelsTree.of(model);
        assertThatThrownBy(twin::params)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Models$Tree holds itself in a field, directly or not");
        model.left = new Tree(random, 0);
        assertThat(twin.params().left()).isNotNull();
    }

    @Test
    void nullParameterIsNoLeaf() {
        FunctionalModelsDense twin = FunctionalModelsDense.of(new Dense(random, false));
        assertThat(twin.parameters()).hasSize(1);
        assertThat(twin.params().bias()).isNull();
        assertThat(Params.map(twin.params(), t -> t.mul(2)).bias()).isNull();
    }

    @Test
    void overloadsOfForward() {
        Open model = new Open();
        FunctionalModelsOpen twin = FunctionalModelsOpen.of(model);
        Tensor x = input();
        FunctionalModelsOpen.Params params = twin.params();
        assertSame(twin.forward(params, x, 2, 3), model.forward(x, 2, 3));
        assertSame(twin.forward(params, x), model.forward(x));
    }

    @Test
    void subclassIsRefused() {
        assertThatThrownBy(() -> FunctionalModelsOpen.of(new Opened()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Models$Opened may override what its superclass")
                .hasMessageContaining("annotate Opened @Functional");
    }

    @Test
    void subclassWithATwinOfItsOwnIsRefusedWhereAnotherIsDeclared() {
        FunctionalModelsDeclared twin = FunctionalModelsDeclared.of(new Declared(new Twinned()));
        assertThatThrownBy(twin::params)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("annotate Twinned @Functional, unless it is, and use its own")
                .hasMessageContaining("is declared as Twinned then");
    }

    @Test
    void lambdaHasNoTwin() {
        List<Block> blocks = new ArrayList<>(List.of(new Dense(random, true)));
        blocks.add(x -> x.relu());
        FunctionalModelsChain twin = FunctionalModelsChain.of(new Chain(blocks));
        assertThatThrownBy(twin::params)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no twin: a lambda or a local class cannot have one");
    }

    @Test
    void twinOfAnythingByItsClass() {
        Dense model = new Dense(random, true);
        assertThat(Twins.of(model)).isInstanceOf(FunctionalModelsDense.class);
        assertThat(Twins.of(model).model()).isSameAs(model);
        assertThatThrownBy(() -> Twins.of("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "java.lang.String has no twin: there is no java.lang.FunctionalString;"
                                + " annotate String @Functional");
        assertThatThrownBy(() -> TwinLookup.of(new Centre(), FunctionalModelsTree.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no org.higher.functional.FunctionalModelsTree");
    }

    @Test
    void parametersOfAnotherStructureAreRefused() {
        Chain one = new Chain(List.of(new Dense(random, true)));
        Chain two = new Chain(List.of(new Dense(random, true), new Dense(random, true)));
        FunctionalModelsChain.Params params = FunctionalModelsChain.of(two).params();
        assertThatThrownBy(() -> FunctionalModelsChain.of(one).bind(params))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("List has 1 elements and the parameters' 2");
        assertThatThrownBy(() -> Params.unflatten(params, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 4 distinct parameters, but 0 tensors were given");
    }
}
