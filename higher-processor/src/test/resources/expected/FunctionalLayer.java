package models;

import javax.annotation.processing.Generated;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.TwinLookup;
import org.higher.tensor.Tensor;

/**
 * The stateless twin of a {@link Layer}, whichever it is.
 *
 * @param <P> the parameters of the implementation
 * @param <B> the implementation over given parameters
 */
@Generated("org.higher.processor.HigherProcessor")
public interface FunctionalLayer<P extends FunctionalLayer.Params, B extends FunctionalLayer.Bound>
        extends FunctionalModule<P, B> {
    /** The twin of a model of any class that implements {@link Layer}. */
    static FunctionalLayer<Params, Bound> of(Layer model) {
        return TwinLookup.of(model, FunctionalLayer.class);
    }

    /** Runs {@link Layer#forward} with the given parameters. */
    default Tensor forward(P params, Tensor x) {
        return bind(params).forward(x);
    }

    /** The parameters of some {@link Layer}. */
    interface Params extends ParamTree {
        @Override
        Params unflatten(LeafSource in);
    }

    /** The code of some {@link Layer} over given parameters. */
    sealed interface Bound extends BoundModule
            permits FunctionalLinear.Bound, FunctionalScale.Bound, FunctionalSequential.Bound {
        @Override
        Params params();

        /** Computes the layer's output. */
        Tensor forward(Tensor x);

        /** Applies the layer more than once. */
        default Tensor repeat(Tensor x, int times) {
            Tensor y = x;
            for (int i = 0; i < times; i++) {
                y = damped(forward(y));
            }
            return y;
        }

        private Tensor damped(Tensor x) {
            return x.mul(1 - Layer.SMALL);
        }
    }
}
