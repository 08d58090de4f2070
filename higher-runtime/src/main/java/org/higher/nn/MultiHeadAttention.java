package org.higher.nn;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.higher.annotations.Functional;
import org.higher.internal.backend.Shapes;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * Multi-head attention: scaled dot-product attention by several heads.
 *
 * <pre>
 * head = softmax(Q Kᵀ / sqrt(features / heads)) V      y = [head₁, head₂, ...] Wᵀ + b
 * </pre>
 *
 * <p>Q, K and V are affine maps of queries, keys and values, of which every head gets its share of
 * the features. Weights have shape [features, features] and biases [features], if no other maps are
 * given.
 *
 * <p>Source: Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.
 */
@Functional
public final class MultiHeadAttention implements Layer {
    /** Adds nothing to a softmax beside any other score, and stays finite in float. */
    static final double MASKED = -1e30;

    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final int heads;

    /** Maps with biases, drawn from {@link Init#random()}. */
    public MultiHeadAttention(int features, int heads) {
        this(features, heads, true, Init.random());
    }

    /**
     * Maps whose weights are uniform on ±sqrt(3 / features), as Glorot and Bengio have it, and
     * whose biases are zeros.
     *
     * @throws IllegalArgumentException if the features can't be divided among the heads
     */
    public MultiHeadAttention(int features, int heads, boolean bias, RandomGenerator random) {
        this(
                map(features, bias, random),
                map(features, bias, random),
                map(features, bias, random),
                map(features, bias, random),
                heads);
    }

    /**
     * The given maps, which may have other features inside than outside.
     *
     * @throws IllegalArgumentException if the features of queries, keys and values differ, or can't
     *     be divided among the heads
     */
    public MultiHeadAttention(Linear query, Linear key, Linear value, Linear out, int heads) {
        Sizes.given("MultiHeadAttention", "query", query);
        Sizes.given("MultiHeadAttention", "key", key);
        Sizes.given("MultiHeadAttention", "value", value);
        Sizes.given("MultiHeadAttention", "out", out);
        int features = query.outputs();
        if (heads < 1 || features % heads != 0) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: "
                            + features
                            + " features can't be divided among "
                            + heads
                            + " heads; give a number that divides them");
        }
        if (key.outputs() != features || value.outputs() != features || out.inputs() != features) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: queries have "
                            + features
                            + " features, keys "
                            + key.outputs()
                            + ", values "
                            + value.outputs()
                            + ", and the last map takes "
                            + out.inputs()
                            + "; give maps that agree");
        }
        this.query = query;
        this.key = key;
        this.value = value;
        this.out = out;
        this.heads = heads;
    }

    private static Linear map(int features, boolean bias, RandomGenerator random) {
        if (features < 1) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: " + features + " features; there must be at least one");
        }
        Sizes.given("MultiHeadAttention", "the generator", random);
        Sizes.shape("MultiHeadAttention", features, features);
        return new Linear(
                Init.xavierUniform(features, features, random, features, features),
                bias ? Optional.of(Init.zeros(features)) : Optional.empty());
    }

    /** 1 where a key is not later than the query, else 0, as FLOAT32; [time, time]. */
    public static Tensor causalMask(int time) {
        float[] mask = new float[Shapes.size("causalMask", new int[] {time, time})];
        for (int t = 0; t < time; t++) {
            Arrays.fill(mask, t * time, t * time + t + 1, 1);
        }
        return Tensor.of(mask, time, time);
    }

    /**
     * Attends to the input itself.
     *
     * @param x shape [batch, time, features]
     * @return shape [batch, time, features], as many as the last map has outputs
     * @throws IllegalArgumentException if x has no such shape
     */
    @Override
    public Tensor forward(Tensor x) {
        return forward(x, x, x);
    }

    /**
     * Attends to others.
     *
     * @param queries shape [batch, time, features]
     * @param keys shape [batch, other time, features]
     * @param values one for each key, of the same shape
     * @return shape [batch, time, features], as many as the last map has outputs
     * @throws IllegalArgumentException if the shapes do not fit each other or the maps
     */
    public Tensor forward(Tensor queries, Tensor keys, Tensor values) {
        checkInputs(queries, keys, values);
        return mixed(scores(queries, keys).softmax(-1), values);
    }

    /**
     * Attends to those whom a mask admits.
     *
     * @param mask 1 where a query may look at a key, 0 where not; shape [time, other time], or
     *     [batch, time, other time]. A query that may look at none sees zeros.
     * @throws IllegalArgumentException if the shapes do not fit each other or the maps
     */
    public Tensor forward(Tensor queries, Tensor keys, Tensor values, Tensor mask) {
        checkInputs(queries, keys, values);
        checkMask(mask, queries, keys);
        Tensor scores = scores(queries, keys);
        Tensor open = mask.rank() == 3 ? mask.unsqueeze(1) : mask;
        Tensor admitted = open.detach().to(scores.dtype()).to(scores.device());
        Tensor masked = Tensor.where(admitted, scores, scores.scalarLike(MASKED));
        Tensor shares = Tensor.where(admitted, masked.softmax(-1), scores.scalarLike(0));
        return mixed(shares, values);
    }

    /** How well keys fit queries, [batch, heads, time, other time]. */
    private Tensor scores(Tensor queries, Tensor keys) {
        Tensor q = apart(query, queries);
        return q.mmulTransposed(apart(key, keys)).mul(1 / Math.sqrt(q.size(3)));
    }

    /** The values by their shares, heads put together again. */
    private Tensor mixed(Tensor shares, Tensor values) {
        Tensor seen = shares.mmul(apart(value, values)).permute(0, 2, 1, 3);
        int batch = seen.size(0);
        int time = seen.size(1);
        Tensor rows = seen.reshape(batch * time, out.inputs());
        return out.forward(rows).reshape(batch, time, out.outputs());
    }

    /** What a map makes of x, each head's part by itself: [batch, heads, time, features of one]. */
    private Tensor apart(Linear map, Tensor x) {
        int batch = x.size(0);
        int time = x.size(1);
        Tensor rows = map.forward(x.reshape(batch * time, x.size(2)));
        return rows.reshape(batch, time, heads, rows.size(1) / heads).permute(0, 2, 1, 3);
    }

    private void checkInputs(Tensor queries, Tensor keys, Tensor values) {
        checkInput("queries", queries, query.inputs());
        checkInput("keys", keys, key.inputs());
        checkInput("values", values, value.inputs());
        boolean together =
                queries.size(0) == keys.size(0)
                        && keys.size(0) == values.size(0)
                        && keys.size(1) == values.size(1);
        if (!together) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: queries "
                            + Arrays.toString(queries.shape())
                            + ", keys "
                            + Arrays.toString(keys.shape())
                            + " and values "
                            + Arrays.toString(values.shape())
                            + " do not fit; give one batch, and a value for each key");
        }
    }

    static void checkInput(String name, Tensor x, int features) {
        if (x.rank() != 3 || x.size(2) != features) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: "
                            + name
                            + " "
                            + Arrays.toString(x.shape())
                            + " do not fit; give [batch, time, "
                            + features
                            + "]");
        }
    }

    static void checkMask(Tensor mask, Tensor queries, Tensor keys) {
        int[] whole = {queries.size(0), queries.size(1), keys.size(1)};
        int[] common = {whole[1], whole[2]};
        if (!Arrays.equals(mask.shape(), whole) && !Arrays.equals(mask.shape(), common)) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: mask "
                            + Arrays.toString(mask.shape())
                            + " does not fit; give "
                            + Arrays.toString(common)
                            + " or "
                            + Arrays.toString(whole));
        }
    }
}
