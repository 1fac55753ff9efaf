import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
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
 * Apache Velocity 1.7 with the template parsed once, warm. The body is parsed for each rendering, by Gson, since Debian's
 * json-smart takes 400 objects in one body for nesting; json-smart writes. Paths go through Jayway JsonPath, as in API
 * Gateway, or with `plain` through the least a path can cost. Prints milliseconds per rendering, then the text once.
 * Arguments: template file, body file, extendedRequestId, jayway or plain.
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

  private static boolean jayway;

  public static void main(String[] args) throws Exception {
    String template = new String(Files.readAllBytes(Paths.get(args[0])), StandardCharsets.UTF_8);
    String body = new String(Files.readAllBytes(Paths.get(args[1])), StandardCharsets.UTF_8);
    RuntimeInstance engine = new RuntimeInstance();
    engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    engine.init();
    SimpleNode tree = engine.parse(new StringReader(template), "template");
    Map<String, Object> context = new HashMap<>();
    context.put("extendedRequestId", args[2]);
    jayway = args[3].equals("jayway");
    spin(engine, tree, body, context, 4000);
    double[] rounds = new double[9];
    for (int round = 0; round < rounds.length; round++) rounds[round] = spin(engine, tree, body, context, 250);
    Arrays.sort(rounds);
    System.out.println(rounds[rounds.length / 2]);
    System.out.print(render(engine, tree, body, context));
  }

  private static double spin(RuntimeInstance engine, SimpleNode tree, String body, Map<String, Object> context, long ms)
      throws Exception {
    long start = System.nanoTime();
    int calls = 0;
    while (System.nanoTime() - start < ms * 1_000_000) {
      render(engine, tree, body, context);
      calls++;
    }
    return (System.nanoTime() - start) / 1e6 / calls;
  }

  private static String render(RuntimeInstance engine, SimpleNode tree, String body, Map<String, Object> context)
      throws Exception {
    VelocityContext variables = new VelocityContext();
    variables.put("input", new Input(body, jayway));
    variables.put("util", new Util());
    variables.put("context", context);
    StringWriter writer = new StringWriter();
    engine.render(variables, writer, "template", tree);
    return writer.toString();
  }
}
