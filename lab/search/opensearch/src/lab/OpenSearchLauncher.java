package lab;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/** One OpenSearch node with the modules on the class path: {@code OpenSearchLauncher HOME}; its settings are in HOME/config/opensearch.yml. */
public final class OpenSearchLauncher {
  private static final List<String> MODULES =
      List.of(
          "org.opensearch.transport.Netty4ModulePlugin",
          "org.opensearch.index.reindex.ReindexModulePlugin",
          "org.opensearch.painless.PainlessModulePlugin",
          "org.opensearch.ingest.common.IngestCommonModulePlugin",
          "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
          "org.opensearch.index.mapper.MapperExtrasModulePlugin",
          "org.opensearch.join.ParentJoinModulePlugin",
          "org.opensearch.script.mustache.MustacheModulePlugin");

  private static final class ClasspathNode extends Node {
    ClasspathNode(Environment environment, List<PluginInfo> modules) {
      super(environment, modules, true);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Settings settings = Settings.builder().put("path.home", home.toString()).build();
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), home.resolve("config"), () -> "opensearch");
    LogConfigurator.registerErrorListener();
    Node node = new ClasspathNode(environment, MODULES.stream().map(OpenSearchLauncher::module).toList());
    node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    new CountDownLatch(1).await();
  }

  private static PluginInfo module(String name) {
    String java = Integer.toString(Runtime.version().feature());
    return new PluginInfo(name, "on the class path", "NA", Version.CURRENT, java, name, Collections.emptyList(), false);
  }

  private static void close(Node node) {
    try {
      node.close();
    } catch (java.io.IOException failure) {
      failure.printStackTrace();
    }
  }
}
