package org.higher.spark;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.deploy.worker.Worker$;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;
import scala.Some;

/**
 * A cluster of two workers that Spark takes for two hosts, by two addresses of this machine.
 *
 * <p>Spark runs a speculative copy of a task on another host only.
 */
final class TwoHosts implements AutoCloseable {
    static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2");

    private final List<RpcEnv> parts = new ArrayList<>();
    private final String url;

    TwoHosts(File folder) {
        SparkConf conf =
                new SparkConf()
                        .set("spark.master.rest.enabled", "false")
                        .set("spark.shuffle.service.enabled", "false");
        RpcEnv master = Master$.MODULE$.startRpcEnvAndEndpoint(ADDRESSES.get(0), 0, 0, conf)._1();
        parts.add(master);
        url = "spark://" + master.address().hostPort();
        for (int i = 0; i < ADDRESSES.size(); i++) {
            parts.add(
                    0,
                    Worker$.MODULE$.startRpcEnvAndEndpoint(
                            ADDRESSES.get(i),
                            0,
                            0,
                            1,
                            512,
                            new String[] {url},
                            folder.getPath(),
                            new Some<>(i),
                            conf,
                            Option.empty()));
        }
    }

    /** For {@link SparkConf#setMaster}. */
    String url() {
        return url;
    }

    @Override
    public void close() {
        for (RpcEnv part : parts) {
            part.shutdown();
            part.awaitTermination();
        }
    }
}
