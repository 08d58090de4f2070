package org.higher.functional.support.nd4j.v1;

import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors that stand for arrays of a model.
 *
 * <p>Called by twins of models that are written on {@code INDArray}. The classes beside it have the
 * methods of ND4J that tensors do not have, or have with other results. What ND4J accepts with a
 * result that is its own alone, such as a reduction over an axis of extent 1 that keeps the axis,
 * is an {@link IllegalArgumentException} there.
 */
public final class NdArrays {
    private static final ArrayTensors PARAMETERS = ArrayTensors.parameters();
    private static final ArrayTensors CONSTANTS = ArrayTensors.constants();

    private NdArrays() {}

    /** The parameter that stands for an array of a model, the same one as long as it lives. */
    public static @Nullable Tensor parameter(@Nullable INDArray array) {
        return array == null ? null : PARAMETERS.of(array);
    }

    /** A constant with the values that an array of a model has now, copied if they changed. */
    public static @Nullable Tensor field(@Nullable INDArray array) {
        return array == null ? null : CONSTANTS.of(array);
    }

    /** A copy of an array. */
    public static @Nullable Tensor constant(@Nullable INDArray array) {
        return array == null ? null : Tensor.of(array);
    }
}
