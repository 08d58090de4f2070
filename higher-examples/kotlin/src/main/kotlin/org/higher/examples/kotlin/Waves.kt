package org.higher.examples.kotlin

import org.higher.Higher
import org.higher.nn.Init
import org.higher.nn.Losses.mse
import org.higher.optim.Optimizer
import org.higher.optim.rules.Adam
import org.higher.optim.rules.Sgd
import org.higher.tensor.Tensor

/** A wave of one phase: five points to adapt to, and five to judge the result by. */
class Wave(phase: Double) {
    val support = points(-4f, -2f, 0f, 2f, 4f)
    val query = points(-3f, -1f, 1f, 3f, 5f)
    val supportValues: Tensor = support.add(phase).sin()
    val queryValues: Tensor = query.add(phase).sin()

    private fun points(vararg xs: Float): Tensor = Tensor.of(xs, xs.size, 1)
}

/** The loss on new points of a wave after three steps; gradients flow into the model. */
fun adaptedLoss(net: FunctionalCurve, wave: Wave): Tensor {
    val inner = Optimizer.of(net.parameters(), Sgd(0.05))
    Higher.innerLoop(net, inner).copyInitialWeights(false).open().use { loop ->
        repeat(3) { loop.step(mse(loop.model().forward(wave.support), wave.supportValues)) }
        return mse(loop.model().forward(wave.query), wave.queryValues)
    }
}

/** MAML: the mean loss over two waves, before and after 100 meta-steps. */
fun train(): Pair<Double, Double> {
    Init.seed(1)
    val net = FunctionalCurve.of(Curve())
    val outer = Optimizer.of(net.parameters(), Adam(0.01))
    val waves = listOf(Wave(0.0), Wave(1.5))
    fun loss(): Tensor = waves.map { adaptedLoss(net, it) }.reduce(Tensor::add).div(waves.size.toDouble())

    val before = loss().item()
    repeat(100) {
        outer.zeroGrad()
        loss().backward()
        outer.step()
    }
    return before to loss().item()
}

fun main() {
    val (before, after) = train()
    println("The loss after adaptation fell from %.3f to %.3f.".format(before, after))
}
