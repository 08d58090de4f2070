package org.higher.spark.example;

import static org.higher.nn.Losses.mse;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.higher.Higher;
import org.higher.Learner;
import org.higher.MetaBatch;
import org.higher.optim.Optimizer;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Sgd;
import org.higher.spark.Episode;
import org.higher.spark.EpisodeBatch;
import org.higher.spark.Episodes;
import org.higher.spark.SparkMetaBatch;
import org.higher.tensor.Tensor;

/** The program of docs/cluster.md that draws its tasks from a table. */
final class TableTraining {
    private TableTraining() {}

    static Tensor adaptedLoss(FunctionalOrdersNet net, Episode customer) {
        Optimizer<Sgd> inner = Optimizer.of(net.parameters(), new Sgd(0.01));
        try (var loop = Higher.innerLoop(net, inner).copyInitialWeights(false).open()) {
            Tensor features = customer.supportFeatures();
            Tensor labels = customer.supportLabels();
            for (int k = 0; k < 5; k++) {
                loop.step(mse(loop.model().forward(features), labels));
            }
            return mse(loop.model().forward(customer.queryFeatures()), customer.queryLabels());
        }
    }

    static Episodes.Split orders(SparkSession session, String folder) {
        Episodes.Split orders =
                Episodes.from(session.read().parquet(folder))
                        .task("customer")
                        .features("weekday", "price")
                        .label("amount")
                        .support(10)
                        .query(20)
                        .dropSmallTasks()
                        .seed(1)
                        .trainAndTest(0.8);
        return orders;
    }

    static List<Double> onSpark(SparkMetaBatch batch, Episodes.Split orders, int steps) {
        Learner<FunctionalOrdersNet> learner =
                Learner.of(() -> FunctionalOrdersNet.of(new OrdersNet()));
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(1e-3));
        for (int step = 0; step < steps; step++) {
            EpisodeBatch customers = orders.train().batch(step, 32);
            outer.step(batch.mean(learner, customers, TableTraining::adaptedLoss).gradients());
        }
        return batch.map(
                learner, orders.test().all(0), (net, task) -> adaptedLoss(net, task).item());
    }

    static List<Double> onThreads(MetaBatch batch, Episodes.Split orders, int steps) {
        Learner<FunctionalOrdersNet> learner =
                Learner.of(() -> FunctionalOrdersNet.of(new OrdersNet()));
        Optimizer<Adam> outer = Optimizer.of(learner.parameters(), new Adam(1e-3));
        for (int step = 0; step < steps; step++) {
            List<Episode> customers = orders.train().batch(step, 32).toList();
            outer.step(batch.mean(learner, customers, TableTraining::adaptedLoss).gradients());
        }
        List<Episode> heldOut = orders.test().all(0).toList();
        return batch.map(learner, heldOut, (net, task) -> adaptedLoss(net, task).item());
    }
}
