// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.jobs.registry.Registry;

/** Somebody who hears of a night's result, after it was stored. */
interface NightNews {
  /** Returns what messages call it. */
  String name();

  /** Tells. */
  void tell(NightResult result, Registry registry) throws Exception;

  /** Returns all that the settings name. */
  static List<NightNews> all(RetrainSettings settings) {
    List<NightNews> all = new ArrayList<>();
    RetrainSettings.TellSettings tell = settings.tell();
    tell.pushgateway().ifPresent(url -> all.add(new PushgatewayNews(url)));
    tell.openLineage().ifPresent(url -> all.add(new OpenLineageNews(url)));
    settings.training().report().mlflow().ifPresent(server -> all.add(new MlflowNews(server)));
    tell.listeners().forEach(target -> all.add(new CommandNews(target)));
    return all;
  }
}
