import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.node.SimpleNode;

/**
 * Apache Velocity 1.7 with the template parsed once. The body is parsed for each rendering, or once with `kept`, by Gson,
 * since Debian's json-smart takes 400 objects in one body for nesting; json-smart writes. Paths go through Jayway
 * JsonPath, as in API Gateway, or with `plain` through the least a path can cost. Renders for as many milliseconds as each
 * line of its input says, and answers with the CPU time of the process per rendering.
 * Arguments: template file, body file, output file, extendedRequestId, jayway or plain, kept or parsed.
 */
public class VelocityBench {
  public static class Input {
    private static final Gson GSON =
        new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER).create();
    private static final Configuration CONFIGURATION =
        Configuration.builder().jsonProvider(new JsonSmartJsonProvider()).build();
    private final boolean jayway;
    private final Object root;
    private final DocumentContext document;

    Input(String body, boolean jayway) {
      this.jayway = jayway;
      root = GSON.fromJson(body, Object.class);
      document = jayway ? JsonPath.using(CONFIGURATION).parse(root) : null;
    }

    public Object path(String path) {
      return jayway ? document.read(path) : walk(path);
    }

    public String json(String path) {
      return JSONValue.toJSONString(path(path), JSONStyle.LT_COMPRESS);
    }

    private static final Map<String, String[]> PATHS = new HashMap<>();

    /** The least a path can cost: split once and kept. */
    private Object walk(String path) {
      Object value = root;
      for (String key : PATHS.computeIfAbsent(path, p -> p.substring(2).split("[.\\[\\]]+"))) {
        if (value instanceof Map) value = ((Map<?, ?>) value).get(key);
        else if (value instanceof List) value = ((List<?>) value).get(Integer.parseInt(key));
        else return null;
      }
      return value;
    }
  }

  public static class Util {
    public String base64Encode(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public String escapeJavaScript(String text) {
      return StringEscapeUtils.escapeJavaScript(text);
    }
  }

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static boolean jayway;
  private static Input kept;

  public static void main(String[] args) throws Exception {
    String template = new String(Files.readAllBytes(Paths.get(args[0])), StandardCharsets.UTF_8);
    String body = new String(Files.readAllBytes(Paths.get(args[1])), StandardCharsets.UTF_8);
    RuntimeInstance engine = new RuntimeInstance();
    engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    engine.init();
    SimpleNode tree = engine.parse(new StringReader(template), "template");
    Map<String, Object> context = new HashMap<>();
    context.put("extendedRequestId", args[3]);
    jayway = args[4].equals("jayway");
    kept = args[5].equals("kept") ? new Input(body, jayway) : null;
    Files.write(Paths.get(args[2]), render(engine, tree, body, context).getBytes(StandardCharsets.UTF_8));
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(round(engine, tree, body, context, Long.parseLong(line)));
    }
  }

  private static double round(RuntimeInstance engine, SimpleNode tree, String body, Map<String, Object> context, long ms)
      throws Exception {
    long before = PROCESS.getProcessCpuTime();
    long end = System.nanoTime() + ms * 1_000_000;
    int calls = 0;
    for (; System.nanoTime() < end; calls++) render(engine, tree, body, context);
    return (PROCESS.getProcessCpuTime() - before) / 1e6 / calls;
  }

  private static String render(RuntimeInstance engine, SimpleNode tree, String body, Map<String, Object> context)
      throws Exception {
    VelocityContext variables = new VelocityContext();
    variables.put("input", kept == null ? new Input(body, jayway) : kept);
    variables.put("util", new Util());
    variables.put("context", context);
    StringWriter writer = new StringWriter();
    engine.render(variables, writer, "template", tree);
    return writer.toString();
  }
}
