package org.higher.internal.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.higher.functional.Params;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.nn.BatchNorm;
import org.higher.nn.FunctionalLayer;
import org.higher.nn.FunctionalSequential;
import org.higher.nn.Layer;
import org.higher.nn.Sequential;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class StepModelTest {
    private final BatchNorm norm = new BatchNorm(2);
    private final FunctionalSequential net = FunctionalSequential.of(new Sequential(norm, norm));
    private final StepModel<FunctionalSequential.Params, FunctionalSequential.Bound> steps =
            new StepModel<>(net, net.params());
    private final Tensor x = Tensor.of(new float[] {1, 2, 3, 5}, 2, 2);

    @Test
    void aConfigurationIsKeptOnceForAllStepsThatHaveIt() {
        FunctionalSequential.Bound first = steps.kept(Optional.empty(), net.bind(net.params()));
        FunctionalSequential.Bound second = steps.kept(Optional.of(first), net.bind(net.params()));
        norm.eval();
        FunctionalSequential.Bound third = steps.kept(Optional.of(second), net.bind(net.params()));
        assertThat(second).isSameAs(first);
        assertThat(third).isNotSameAs(first);
    }

    @Test
    void aModelIsBoundAgainAsItWasConfigured() {
        FunctionalSequential.Params weights = Params.map(net.params(), w -> w.mul(2));
        norm.eval();
        FunctionalSequential.Bound evaluated = net.bind(weights);
        FunctionalSequential.Bound kept = steps.kept(Optional.empty(), evaluated);
        norm.train(true);
        FunctionalSequential.Bound again = steps.again(kept, weights, 0);
        assertThat(again.forward(x).toFloats()).isEqualTo(evaluated.forward(x).toFloats());
        assertThat(again.params().leaves()).isEqualTo(weights.leaves());
    }

    /** Also its buffers: each pass changes those of both places. */
    @Test
    void aLayerInTwoPlacesStaysOne() {
        FunctionalSequential.Bound model = net.bind(net.params());
        FunctionalSequential.Bound again = steps.again(model, net.params(), 0);
        assertThat(again.layers().get(0)).isSameAs(again.layers().get(1));
        model.forward(x);
        again.forward(x);
        assertThat(buffers(again)).usingRecursiveComparison().isEqualTo(buffers(model));
    }

    private static List<float[]> buffers(FunctionalSequential.Bound model) {
        return Params.buffers(model.params()).values().stream().map(Tensor::toFloats).toList();
    }

    @Test
    void parametersOfAnotherStructureAreRefused() {
        FunctionalSequential other = FunctionalSequential.of(new Sequential(norm));
        assertThatThrownBy(() -> steps.again(net.bind(net.params()), other.params(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 elements and the parameters' 1");
    }

    @Test
    void aLayerOfAnEarlierVersionIsBoundToTheModelAsItIs() {
        EarlierLayer layer = new EarlierLayer();
        FunctionalSequential around = FunctionalSequential.of(new Sequential(layer));
        StepModel<FunctionalSequential.Params, FunctionalSequential.Bound> earlier =
                new StepModel<>(around, around.params());
        FunctionalSequential.Bound model = around.bind(around.params());
        assertThat(earlier.kept(Optional.empty(), model)).isSameAs(model);
        assertThat(earlier.again(model, around.params(), 3).forward(x)).isSameAs(x);
        layer.training = false;
        assertThatThrownBy(() -> earlier.again(model, around.params(), 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("step 3")
                .hasMessageContaining("configuration has changed since");
    }
}

final class EarlierLayer implements Layer {
    boolean training = true;

    @Override
    public Tensor forward(Tensor x) {
        return x;
    }
}

/** Found by name; an earlier version wrote no {@code sameOver}. */
final class FunctionalEarlierLayer
        implements FunctionalLayer<FunctionalEarlierLayer.Params, FunctionalEarlierLayer.Bound> {
    private final EarlierLayer model;

    private FunctionalEarlierLayer(EarlierLayer model) {
        this.model = model;
    }

    public static FunctionalEarlierLayer of(EarlierLayer model) {
        return new FunctionalEarlierLayer(model);
    }

    @Override
    public EarlierLayer model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params();
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(model.training);
    }

    record Params() implements FunctionalLayer.Params {
        @Override
        public void flatten(Leaves out) {}

        @Override
        public Params unflatten(LeafSource in) {
            return this;
        }
    }

    record Bound(boolean training) implements FunctionalLayer.Bound {
        @Override
        public Params params() {
            return new Params();
        }

        @Override
        public Tensor forward(Tensor x) {
            return x;
        }
    }
}
