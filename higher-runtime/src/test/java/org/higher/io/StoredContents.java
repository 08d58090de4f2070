package org.higher.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/** What is in the stored file {@code format-1-all.zip}: all kinds, with names that are odd. */
final class StoredContents {
    final FunctionalModelsNet net = FunctionalModelsNet.of(new Models.Net(7, DType.FLOAT64));
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    final Tensor weight = Tensor.parameter(Tensor.of(new float[] {1, -2.5f, 0.1f}, 3));
    final Tensor bias = Tensor.parameter(Tensor.of(new double[] {0.5}, 1));
    final Optimizer<RmsProp> grouped =
            Optimizer.<RmsProp>builder()
                    .group(List.of(weight), new RmsProp(0.1).withCentered(true).withMomentum(0.5))
                    .group(List.of(bias), new RmsProp(0.1))
                    .build();
    final Optimizer<Adam> untouched = Optimizer.of(List.of(weight, bias), new Adam(0.1));
    final Optimizer<Everything> everything = Optimizer.of(List.of(weight), new Everything());
    final Overrides<Sgd> learned =
            Overrides.of(DifferentiableSgd.LR, Tensor.parameter(Tensor.scalar(0.1)))
                    .with(DifferentiableSgd.MOMENTUM, Tensor.ones(3), Tensor.scalar(0.5));
    final String text = "\u00e4 \ud83d\ude00 \"quoted\" \\ \n\t\u0000";

    StoredContents() {
        SplittableRandom random = new SplittableRandom(3);
        tensors.put("a/b c*\u4e2d\ud83d\ude00", Tensor.normal(random, DType.FLOAT32, 2, 3));
        tensors.put("a%2Fb", Tensor.normal(random, DType.FLOAT64, 1));
        tensors.put("A/B", Tensor.of(new float[0], 0, 3));
        tensors.put("", Tensor.scalar(Double.NaN));
        tensors.put("x".repeat(300), Tensor.scalar(2));
        for (int i = 0; i < 3; i++) {
            weight.zeroGrad();
            bias.zeroGrad();
            weight.square().mul(i + 1).sum().backward();
            bias.exp().backward();
            grouped.step();
        }
        weight.zeroGrad();
        weight.square().sum().backward();
        everything.step();
    }

    CheckpointBuilder builder() {
        return Checkpoint.builder()
                .params("net", net.params())
                .tensors("t.1-a_B", tensors)
                .optimizer("grouped", grouped)
                .optimizer("untouched", untouched)
                .optimizer("everything", everything)
                .overrides("learned", learned)
                .number("long", Long.MIN_VALUE)
                .number("double", -1e-310)
                .number("nan", Double.NaN)
                .number("infinite", Double.NEGATIVE_INFINITY)
                .text("text", text)
                .text("empty", "");
    }
}
