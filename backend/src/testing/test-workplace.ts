import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ProcessWorkplace } from '@prompthub/engine/workplace';
import { HubConfig } from '../config/hub-config';

/** Where this hub judges: code and patterns of those who write tests would hold up everybody else's requests. */
@Injectable()
export class TestWorkplace extends ProcessWorkplace implements OnApplicationShutdown {
  constructor({ judgingFlags }: HubConfig) {
    super({ flags: judgingFlags });
  }

  /** After the tests in hand, which are waited for before. */
  onApplicationShutdown(): void {
    this.dispose();
  }
}
