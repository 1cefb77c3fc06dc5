// SPDX-License-Identifier: Apache-2.0
package sparkoptim.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/** Adds what an API server does and the mock leaves out, and Spark relies on. */
final class ApiServer extends KubernetesCrudDispatcher {
  private static final String REVIEWS = "/selfsubjectaccessreviews";

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    String path = request.getPath().replaceAll("\\?.*", "");
    switch (request.getMethod()) {
      case "PATCH":
        String type = String.valueOf(request.getHeader("Content-Type"));
        return type.startsWith("application/apply-patch")
            ? apply(path, body(request))
            : super.dispatch(request);
      case "POST":
        if (path.endsWith("/pods")) {
          return super.dispatch(request("POST", request.getPath(), pending(body(request))));
        }
        return path.endsWith(REVIEWS) ? review(body(request)) : super.dispatch(request);
      default:
        return super.dispatch(request);
    }
  }

  /** Server-side apply makes an object, or replaces the one that is there. */
  private MockResponse apply(String path, String body) {
    MockResponse found = super.dispatch(request("GET", path, ""));
    boolean there = found.getStatus().contains(" 200 ");
    String folder = path.substring(0, path.lastIndexOf('/'));
    return dispatch(request(there ? "PUT" : "POST", there ? path : folder, body));
  }

  /** A pod has a phase from its first moment; Spark does not look for one that has none. */
  private static String pending(String body) {
    Pod pod = Serialization.unmarshal(body, Pod.class);
    if (pod.getStatus() == null || pod.getStatus().getPhase() == null) {
      pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
    }
    return Serialization.asJson(pod);
  }

  /** Everybody may do everything but in the namespace {@code closed}. */
  @SuppressWarnings("unchecked")
  private static MockResponse review(String body) {
    Map<String, Object> review = Serialization.unmarshal(body, Map.class);
    Map<String, Object> asked =
        (Map<String, Object>) ((Map<String, Object>) review.get("spec")).get("resourceAttributes");
    review.put("status", Map.of("allowed", !"closed".equals(asked.get("namespace"))));
    return new MockResponse()
        .setResponseCode(201)
        .setHeader("Content-Type", "application/json")
        .setBody(Serialization.asJson(review));
  }

  private static String body(RecordedRequest request) {
    return request.getBody().clone().readUtf8();
  }

  private static RecordedRequest request(String method, String path, String body) {
    Buffer bytes = new Buffer().writeUtf8(body);
    return new RecordedRequest(
        method + " " + path + " HTTP/1.1",
        Headers.of("Content-Type", "application/json"),
        List.of(),
        bytes.size(),
        bytes,
        0,
        new Socket());
  }
}
