package org.higher.internal.nn;

import org.higher.tensor.Tensor;

/** Losses of rows of features, by the angles and distances between them. */
public final class EmbeddingLosses {
    private EmbeddingLosses() {}

    /**
     * The cosines of the angles between rows.
     *
     * <p>A row of zeros has no direction: it is replaced by one that nothing depends on.
     */
    public static Tensor cosines(Tensor a, Tensor b) {
        return direction(a).mul(direction(b)).sum(1);
    }

    private static Tensor direction(Tensor rows) {
        Tensor length = rows.norm2(1).unsqueeze(1);
        Tensor zero = length.eq(0);
        Tensor unit = rows.div(Tensor.where(zero, length.onesLike(), length));
        return Tensor.where(zero, unit.zerosLike(), unit);
    }

    /** 1 less the cosine where a sign is positive, else how far the cosine is above the margin. */
    public static Tensor cosineEmbeddings(Tensor a, Tensor b, Tensor signs, double margin) {
        LossChecks.within("cosineEmbedding", "margin", margin, -1, 1);
        Tensor cosine = cosines(a, b);
        return Tensor.where(signs.gt(0), cosine.rsub(1), cosine.sub(margin).relu());
    }

    /** How far the negative is from being further away than the positive by a margin. */
    public static Tensor triplets(Tensor anchor, Tensor positive, Tensor negative, double margin) {
        LossChecks.notNegative("tripletMargin", "margin", margin);
        Tensor near = anchor.sub(positive).norm2(1);
        Tensor far = anchor.sub(negative).norm2(1);
        return near.sub(far).add(margin).relu();
    }
}
