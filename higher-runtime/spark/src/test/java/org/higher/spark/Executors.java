package org.higher.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** The executors of the running context; Spark makes this listener. */
public final class Executors extends SparkListener {
    private static final Set<String> LIVE = new TreeSet<>();

    /** A configuration whose executors start quickly, and are followed here. */
    static SparkConf followed(SparkConf conf) {
        return conf.setAppName("test")
                .set("spark.extraListeners", Executors.class.getName())
                .set("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }

    /** Waits until there are so many. */
    static void await(int count) throws InterruptedException {
        synchronized (LIVE) {
            while (LIVE.size() != count) {
                LIVE.wait();
            }
        }
    }

    /** Ends or asks for executors until there are so many. */
    static void set(JavaSparkContext spark, int count) throws InterruptedException {
        ExecutorAllocationClient client = (ExecutorAllocationClient) spark.sc().schedulerBackend();
        spark.sc().requestTotalExecutors(count, 0, Map$.MODULE$.empty());
        List<String> present;
        synchronized (LIVE) {
            present = new ArrayList<>(LIVE);
        }
        if (present.size() > count) {
            List<String> ended = present.subList(count, present.size());
            client.killExecutors(CollectionConverters.asScala(ended).toSeq(), false, false, true);
        }
        await(count);
    }

    @Override
    public void onApplicationStart(SparkListenerApplicationStart start) {
        synchronized (LIVE) {
            LIVE.clear();
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
        synchronized (LIVE) {
            LIVE.add(added.executorId());
            LIVE.notifyAll();
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        synchronized (LIVE) {
            LIVE.remove(removed.executorId());
            LIVE.notifyAll();
        }
    }
}
