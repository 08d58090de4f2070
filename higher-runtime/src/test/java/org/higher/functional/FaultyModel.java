package org.higher.functional;

import java.util.ArrayList;
import java.util.List;
import org.higher.array.DType;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.tensor.Tensor;

/** A model whose twin is written by hand, with a fault; the processor would not write it. */
final class FaultyModel {
    enum Fault {
        NONE,
        USES_MODEL,
        CUTS_GRADIENT,
        FORGETS_BUFFER,
        THROWS,
        MISSES_PARAMETER,
        WRITES_MODEL,
        GRADIENTS_INTO_MODEL
    }

    final Fault fault;
    final Tensor weight = Tensor.parameter(Tensor.full(2, DType.FLOAT64, 3));
    final List<Tensor> hidden = new ArrayList<>();
    Tensor mean = Tensor.zeros(DType.FLOAT64, 3);
    int passes;

    FaultyModel(Fault fault) {
        this.fault = fault;
        if (fault == Fault.MISSES_PARAMETER) {
            hidden.add(Tensor.parameter(Tensor.ones(3)));
        }
    }

    Tensor forward(Tensor x) {
        passes++;
        mean = mean.add(x);
        return x.mul(weight.square());
    }
}

/** Found by name, as a generated one is. */
final class FunctionalFaultyModel
        implements FunctionalModule<FunctionalFaultyModel.Params, FunctionalFaultyModel.Bound> {
    private final FaultyModel model;

    private FunctionalFaultyModel(FaultyModel model) {
        this.model = model;
    }

    public static FunctionalFaultyModel of(FaultyModel model) {
        return new FunctionalFaultyModel(model);
    }

    @Override
    public FaultyModel model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params(model.weight, model.mean);
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(model, params);
    }

    record Params(Tensor weight, Tensor mean) implements ParamTree {
        @Override
        public void flatten(Leaves out) {
            out.parameter("weight", weight);
            out.buffer("mean", mean);
        }

        @Override
        public Params unflatten(LeafSource in) {
            return new Params(in.parameter(weight), in.buffer(mean));
        }
    }

    static final class Bound implements BoundModule {
        private final FaultyModel model;
        private final Tensor weight;
        private Tensor mean;

        private Bound(FaultyModel model, Params params) {
            this.model = model;
            this.weight = params.weight;
            this.mean = params.mean;
        }

        @Override
        public Params params() {
            return new Params(weight, mean);
        }

        public Tensor forward(Tensor x) {
            mean = model.fault == FaultyModel.Fault.FORGETS_BUFFER ? mean : mean.add(x);
            return switch (model.fault) {
                case USES_MODEL -> x.mul(model.weight).mul(weight);
                case CUTS_GRADIENT -> x.mul(weight).mul(weight.detach());
                case THROWS -> throw new UnsupportedOperationException("not here");
                case WRITES_MODEL -> {
                    model.mean.assign(mean);
                    yield x.mul(weight.square());
                }
                case GRADIENTS_INTO_MODEL -> {
                    model.weight.sum().backward();
                    yield x.mul(weight.square());
                }
                default -> x.mul(weight.square());
            };
        }
    }
}
